/** Measures in a fresh process. */
import { fork } from 'node:child_process'
import { totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { BenchError } from '../bench.ts'
import { type Job, type Measured, measuredSchema } from './job.ts'

const mains = {
  ours: fileURLToPath(new URL('./ours-main.ts', import.meta.url)),
  floor: fileURLToPath(new URL('./floor-main.ts', import.meta.url)),
}
/** Of the machine's memory; a day’s record is larger than what Node allows by itself. */
const heapShare = 0.7
/**
 * For ours and the floor alike: a record only grows, so nothing is gained by going through all of
 * it again and again while it does.
 */
const firstHeapShare = 0.2

/** @throws BenchError if the process ends without an answer */
export async function measure(
  what: keyof typeof mains,
  job: Job,
  signal: AbortSignal,
): Promise<Measured> {
  const memoryMb = totalmem() / 2 ** 20
  const child = fork(mains[what], [JSON.stringify(job)], {
    execArgv: [
      `--max-old-space-size=${Math.floor(memoryMb * heapShare)}`,
      `--initial-old-space-size=${Math.floor(memoryMb * firstHeapShare)}`,
    ],
    signal,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000)
  })
  const { promise, resolve, reject } = Promise.withResolvers<Measured>()
  child.on('message', (message) => resolve(measuredSchema.parse(message)))
  child.on('error', reject)
  child.on('close', (code) =>
    reject(
      new BenchError(`Could not measure ${what}: its process ended with ${code}.\n${said.trim()}`),
    ),
  )
  return promise
}
