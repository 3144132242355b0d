/** The folder of a run that touches the machine; gone with the run, whatever becomes of it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startReaper } from '../world/reaper.ts'
import type { World } from '../world/world.ts'

/** Whatever becomes of this process, the reaper takes the folder and what runs away. */
export async function makeScratch(
  runId: string,
  world: World,
): Promise<AsyncDisposable & { folder: string }> {
  await using stack = new AsyncDisposableStack()
  const reaper = stack.use(startReaper(runId))
  const folder = mkdtempSync(join(tmpdir(), 'glassbox-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  reaper.watch(`scratch ${folder}`)
  if (world.name === 'containers') reaper.watch('docker')
  const kept = stack.move()
  return { folder, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
