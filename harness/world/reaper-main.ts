/** The reaper's own process; see reaper.ts. Arguments: the run's id. */
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { RunProcesses } from './sweep.ts'

const runId = process.argv[2]
if (runId === undefined) throw new Error('Could not start the reaper: no run id was given.')

// It outlives what kills the run: Ctrl-C goes to the whole foreground group.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

const scratch: string[] = []
let docker = false
let done = false
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'done') done = true
  else if (line === 'docker') docker = true
  else if (line.startsWith('scratch ')) scratch.push(line.slice('scratch '.length))
}

if (!done) {
  await new RunProcesses(runId).end()
  if (docker) {
    const { removeContainersOf } = await import('./containers/remove-containers.ts')
    await removeContainersOf(runId)
  }
  for (const folder of scratch) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
