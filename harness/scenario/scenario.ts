/**
 * What a scenario file may say. The same file runs unchanged in every world; it makes things
 * happen and waits for what the trace shows. The invariants judge it.
 */
import type { CodeFault } from '../fault/code/code-fault.ts'
import type { WorldFault } from '../fault/world-fault.ts'
import { type Pace, requirePace } from '../replay/pace.ts'
import type { Span } from '../trace/span.ts'
import type { Episodes } from './episodes.ts'
import type { Weather } from './weather.ts'

export interface Topology {
  workers: number
  /** Accounts in all, spread over the workers in order. */
  accounts: number
}

/** What an act, or a whole run without acts, must come to. */
export type Expectation =
  | 'pass'
  | {
      /** Each of these must fail, and nothing else may. */
      fail: readonly string[]
      /** The diagnosis must name one of these files among its first three suspects. */
      suspects?: readonly string[]
    }

interface Basics {
  topology: Topology
  /** A folder of `fixtures/recordings/`. */
  recording: string
  /** How fast the recording's answers and websockets come; at once if not given. */
  pace?: Pace
  /**
   * When the accounts move on to the recording's next episodes. `by visits`, unless given: with each
   * crawl. `on demand`: only when the story plays one. A schedule plays them at its times.
   */
  episodes?: Episodes
  /** The system's timers run this many times faster than in production; 20 if not given. */
  timeScale?: number
  /**
   * How long a worker waits for a page or an element of it, in milliseconds: 30,000, as in
   * production, if not given. Pages take no less time for a `timeScale`.
   */
  navigationTimeoutMs?: number
  /** The whole run ends, as unknown, after this long. */
  limitMs?: number
}

export interface ScenarioDefinition extends Basics {
  story(tools: Story): Promise<void>
}

/** A scenario without a story of its own: chance makes one, from the seed. */
export type WeatherDefinition = Basics & Weather

interface Known extends Basics {
  title: string
  pace: Pace
  timeScale: number
  limitMs: number
}

export interface StoryScenario extends Known {
  story(tools: Story): Promise<void>
  weather?: never
}

export interface WeatherScenario extends Known {
  weather: Weather
  story?: never
}

export type Scenario = StoryScenario | WeatherScenario

export interface UntilOptions {
  /** Asked of each span of that name, old or new. */
  where?: (span: Span) => boolean
  /** Only spans that carry this item, as `comment:7412…`. */
  item?: string
  /** Only spans that ended after this time, in milliseconds since 1970; default: the act's begin. */
  sinceMs?: number
  /** How many such spans; 1 if not given. */
  times?: number
  limitMs?: number
}

export interface TraceTool {
  /**
   * Waits for a span of this name.
   * @throws WaitError once the limit has passed: the run is then `unknown`, never `pass`.
   */
  until(name: string, options?: UntilOptions): Promise<Span>
}

export interface MasterTool {
  /** `POST /api/v1/workers/:id/restart`; resolves once Master has answered. */
  restartWorker(workerId: string): Promise<void>
  /** `GET /api/v1/status`, its `data`. */
  status(): Promise<MasterStatus>
}

export interface MasterStatus {
  workers: { total: number; online: number }
  dataStore: { totalAccounts: number; totalComments: number; totalMessages: number }
  dataSync: { totalReceived: number }
}

export interface NemesisTool {
  /**
   * Plants a fault and takes it back at the end of the braces (`await using`). A code fault is in
   * force for what loads from then on: the host's disk is changed, its running process is not. A
   * fault of the world strikes at once, and heals after its `forMs` if that is earlier. What the
   * world cannot do makes the run unknown.
   */
  inject(fault: CodeFault | WorldFault): Promise<AsyncDisposable>
  /**
   * Lets each fault strike its `atMs` from now on, for its `forMs`. Resolves once all have healed.
   */
  schedule(faults: readonly WorldFault[]): Promise<void>
  /**
   * Kills a host's process at once (SIGKILL), in the middle of whatever it does; what looks after
   * it (Master's supervisor, the container engine) starts it again. Resolves once it is dead.
   */
  kill(host: string): Promise<void>
}

export interface RecordingTool {
  /**
   * Begins an episode for an account, or for all: from now on its pages answer as they did then.
   * Pages that are open already stay as they are, and what they ask next is answered anew. No account
   * goes back, and an episode that an account is in already changes nothing.
   * @throws RecordingError naming the episodes there are, which ends the run as broken.
   */
  play(episode: string, options?: { account?: string }): void
  /** The name of the episode that an account is in. */
  episodeOf(account: string): string
  /**
   * The items that an account is shown in this episode and in none before, as the recording itself
   * has them. @throws RecordingError if there are none: waiting for nothing proves nothing.
   */
  newItems(episode: string, account: string): readonly string[]
}

export interface Story {
  /**
   * A stretch of the story with a verdict of its own: runs `body`, waits until all that was shown
   * has arrived (or the limit for that has passed), judges, and compares with what is expected.
   */
  act(name: string, expect: Expectation, body: () => Promise<void>): Promise<void>
  /** Says what happens now, for progress, journal and report. */
  step(text: string): void
  trace: TraceTool
  master: MasterTool
  nemesis: NemesisTool
  recording: RecordingTool
}

const timeScaleDefault = 20
const limitMsDefault = 120_000

export function scenario(title: string, definition: ScenarioDefinition): StoryScenario {
  const { pace = 'at once' } = definition
  requirePace(pace)
  return { timeScale: timeScaleDefault, limitMs: limitMsDefault, ...definition, pace, title }
}

/**
 * Bad weather: faults come by chance, drawn from the seed, while the system does its work; then
 * all heal, and the system has to catch up. `glassbox explore` runs it with many seeds,
 * `glassbox run` with one.
 */
export function weather(title: string, definition: WeatherDefinition): WeatherScenario {
  const {
    topology,
    recording,
    pace = 'at once',
    episodes,
    timeScale,
    limitMs,
    ...rest
  } = definition
  requirePace(pace)
  return {
    title,
    topology,
    recording,
    pace,
    ...(episodes && { episodes }),
    timeScale: timeScale ?? timeScaleDefault,
    limitMs: limitMs ?? limitMsDefault,
    weather: rest,
  }
}

/** Something that the story waited for did not come in time. */
export class WaitError extends Error {
  override name = 'WaitError'
}
