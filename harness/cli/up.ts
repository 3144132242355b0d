/** `glassbox up` between its start and its end: lines come in, episodes are played. */
import { createInterface } from 'node:readline'
import { startUp, type UpRequest } from '../run/up.ts'
import { EpisodePlayer } from './episode-player.ts'
import { ExpectedError, exitCodes } from './exit.ts'
import { tellingOf, welcome } from './up-lines.ts'

export interface UpOptions extends Omit<UpRequest, 'onEntry'> {
  /** Where a person types. It may end, or never have begun: there need not be a terminal. */
  input: NodeJS.ReadableStream
  /** How often the next episode is played, in milliseconds; undefined: only when asked for. */
  everyMs: number | undefined
  say(text: string): void
}

/**
 * Runs until the signal comes, or Master has ended by itself; then takes everything down in order.
 * @throws the signal's reason; ExpectedError if Master ended by itself
 */
export async function up(options: UpOptions): Promise<never> {
  const { input, everyMs, say, signal } = options
  const onEntry: UpRequest['onEntry'] = (entry) => {
    const text = tellingOf(entry)
    if (text !== undefined) say(text)
  }
  await using system = await startUp({ ...options, onEntry })
  for (const line of welcome(system)) say(line)
  const player = new EpisodePlayer(system, say)
  {
    using lines = createInterface({ input, terminal: false })
    lines.on('line', (line) => player.take(line))
    using _schedule = everyMs === undefined ? undefined : schedule(player, everyMs)
    const end = await Promise.race([system.masterEnded, aborted(signal)])
    if (typeof end === 'string') {
      throw new ExpectedError(`Master has ended by itself (${end}).`, exitCodes.fail)
    }
  }
  say('asking the workers, then Master, to finish and leave')
  await system.leave()
  throw signal.reason
}

function schedule(player: EpisodePlayer, everyMs: number): Disposable {
  const timer = setInterval(() => {
    player.next()
    if (player.isOver) clearInterval(timer)
  }, everyMs)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}
