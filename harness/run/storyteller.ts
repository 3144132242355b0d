/** Tells a scenario's story on a stage: its acts, its waits, its end. */
import type { Sources } from '../diagnosis/source.ts'
import type { EpisodeEntry } from '../journal/entry.ts'
import type { Expectation, Story } from '../scenario/scenario.ts'
import type { AccountItem } from '../trace/account-items.ts'
import { itemsOfEntries, pageHop } from '../trace/hops.ts'
import { ItemsSoFar } from '../trace/items-so-far.ts'
import { staleFields, updatedItems, valuesHeld } from '../trace/updates.ts'
import { snapshotIntervalMs } from '../world/system-environment.ts'
import { type StartedWorld, WorldError } from '../world/world.ts'
import { actsOf } from './act.ts'
import { type JudgedAct, judgeAct } from './judge-act.ts'
import { MasterClient } from './master-client.ts'
import { recordingTool } from './recording-tool.ts'
import type { RunRequest } from './run-request.ts'
import type { Stage } from './stage.ts'
import { tellWeather } from './tell-weather.ts'
import { LiveTrace } from './trace-tool.ts'

/** A process that does not hand over its telemetry in this time is reported. */
const drainLimitMs = 10_000
/** After faults of the world: sockets give up, dial again, register; a killed process starts. */
const catchUpMs = 60_000
const askAgainMs = 500

/** What Master holds of an account. */
interface State {
  accountId: string
  items: string[]
  fields: Awaited<ReturnType<MasterClient['fieldsOf']>>
}

export class Storyteller {
  readonly #stage: Stage
  readonly #request: RunRequest
  readonly #trace: LiveTrace
  readonly #sources: Sources
  readonly #shown: ItemsSoFar
  readonly #merged: ItemsSoFar
  readonly #signal: AbortSignal
  #world: StartedWorld | undefined
  #master: MasterClient | undefined
  /** When all had last settled. */
  #settledMs = 0

  constructor(stage: Stage, request: RunRequest, signal: AbortSignal, sources: Sources) {
    this.#stage = stage
    this.#request = request
    this.#sources = sources
    this.#signal = signal
    this.#trace = new LiveTrace(stage.journal, stage.record, signal)
    this.#shown = new ItemsSoFar(stage.record, pageHop)
    this.#merged = new ItemsSoFar(stage.record, 'store.merge')
  }

  async tell(): Promise<void> {
    const { scenario, world } = this.#request
    this.#step(`starting the system in world ${world.name}`)
    this.#stage.journal.onLine((line) => {
      if ('glassbox' in line && line.glassbox.kind === 'episode')
        this.#say(episodeLine(line.glassbox))
    })
    this.#world = await this.#stage.start()
    this.#master = new MasterClient(this.#world)
    const story: Story = {
      act: (name, expect, body) => this.#act(name, expect, body),
      step: (text) => this.#step(text),
      trace: this.#trace,
      master: this.#master,
      nemesis: this.#stage.nemesis,
      recording: recordingTool(this.#stage),
    }
    const { storm, nemesis } = this.#stage
    if (scenario.weather !== undefined && storm !== undefined) {
      const settle = (limitMs: number) => this.#settle(limitMs)
      await tellWeather(scenario.weather, storm, { nemesis, step: story.step, settle })
      return
    }
    await scenario.story?.(story)
    this.#endSchedule()
    const healed = await nemesis.healAll()
    if (healed > 0 || actsOf(this.#stage.record).length === 0) await this.#settle()
  }

  /** Lets everything under way arrive, asks all to leave, and takes what they hand over. */
  async end(leaveLimitMs: number): Promise<void> {
    if (this.#world === undefined) return
    const { journal, record, telemetryFaults, world, nemesis, schedule } = this.#stage
    schedule.end()
    await nemesis.healAll()
    // A story that was broken off left its faults behind; one out of time has no time for this.
    if (nemesis.healedSince(this.#settledMs) && !this.#signal.aborted) await this.#settle()
    this.#step('asking the workers, then Master, to finish and leave')
    await this.#world.leaveWorkers(leaveLimitMs)
    await this.#noteState()
    await this.#world.leaveMaster(leaveLimitMs)
    await world.hub.settled()
    await world.telemetryIdle()
    for (const fault of telemetryFaults.seenIn(record)) {
      journal.append({
        at: this.#stage.world.now(),
        kind: 'fault',
        fault: fault.id,
        hosts: [],
        phase: 'reached',
      })
    }
  }

  /** What was to be played and was not, the scenario has not seen: that is no pass. */
  #endSchedule(): void {
    const { journal, schedule, world } = this.#stage
    for (const { play, atMs } of schedule.end()) {
      const text = `The story was over before its episode ${play} was to be played, at ${atMs} ms.`
      journal.append({ at: world.now(), kind: 'problem', about: 'story', text })
    }
  }

  async #act(name: string, expect: Expectation, body: () => Promise<void>): Promise<void> {
    const { journal, record } = this.#stage
    const begin = this.#stage.world.now()
    this.#trace.sinceMs = begin
    const wanted = expect === 'pass' ? { fail: [], suspects: [] } : { suspects: [], ...expect }
    journal.append({
      at: begin,
      kind: 'act',
      phase: 'begin',
      name,
      expect: { fail: [...wanted.fail], suspects: [...wanted.suspects] },
    })
    this.#say(`act: ${name}`)
    await body()
    const toldMs = this.#stage.world.now()
    await this.#settle()
    await nextMoment()
    journal.append({ at: this.#stage.world.now(), kind: 'act', phase: 'end', name, toldMs })
    this.#report(record)
  }

  /** Judges the act that just ended, for whoever watches; the end judges it again from the journal. */
  #report(record: Stage['record']): void {
    const acts = actsOf(record)
    const act = acts.at(-1)
    if (act === undefined) return
    const healthy = acts
      .slice(0, -1)
      .filter((a) => a.expect.fail.length === 0)
      .map((a) => a.window)
    const judged = judgeAct({ record, sources: this.#sources, act, healthy, final: false })
    for (const line of actLines(judged)) this.#say(line)
  }

  /**
   * Waits until everything shown so far is in the store, at most two syncs and a second unless
   * told otherwise; then has all processes hand over their telemetry, and asks Master what it holds.
   */
  async #settle(limit?: number): Promise<void> {
    const struck = this.#stage.nemesis.healedSince(this.#settledMs)
    const usualMs = 2 * snapshotIntervalMs(this.#request.scenario.timeScale) + 1000
    const limitMs = limit ?? (struck ? catchUpMs : usualMs)
    const fromMs = this.#stage.world.now()
    const giveUpMs = fromMs + limitMs
    const shown = [...this.#shown.items]
    // Asked after every line, so each item is looked for only until it is there.
    const awaited = [...shown]
    const arrived = () => {
      const merged = this.#merged.items
      let next = awaited.at(-1)
      while (next && merged.has(...next)) {
        awaited.pop()
        next = awaited.at(-1)
      }
      return next === undefined
    }
    if (!arrived())
      this.#step(`waiting for ${shown.length} items shown to arrive, at most ${limitMs} ms`)
    // Whether it did is for the invariants to say, with all they know.
    await this.#trace.holdsWithin(arrived, limitMs)
    // What arrived before a fault struck Master need not be there any more.
    const changed = updatedItems(this.#stage.record).length > 0
    if (struck || changed) await this.#masterHas(shown, fromMs, giveUpMs)
    await this.#drain()
    await this.#noteState()
    this.#settledMs = this.#stage.world.now()
  }

  /**
   * Waits until Master itself shows all of these, and what had been shown as changed by then as it
   * was; one that does not answer does not.
   */
  async #masterHas(shown: readonly AccountItem[], dueMs: number, giveUpMs: number): Promise<void> {
    while (this.#stage.world.now() < giveUpMs) {
      try {
        const states = await this.#state()
        const held = itemsOfEntries(states)
        const isThere = shown.every(([account, item]) => held.has(account, item))
        if (isThere && this.#isCurrent(states, dueMs)) return
      } catch (error) {
        if (!(error instanceof WorldError)) throw error
        this.#step(`Master does not answer yet: ${error.message}`)
      }
      await new Promise((resolve) => setTimeout(resolve, askAgainMs))
    }
  }

  #isCurrent(states: readonly State[], dueMs: number): boolean {
    const fields = new Map(states.map((one) => [one.accountId, one.fields]))
    return updatedItems(this.#stage.record).every((update) => {
      const held = fields.get(update.account)?.get(update.item)
      return held === undefined || staleFields(update, dueMs, held).length === 0
    })
  }

  async #drain(): Promise<void> {
    const { journal, world } = this.#stage
    const { durationMs, failures } = await world.hub.flush(drainLimitMs)
    await world.telemetryIdle()
    journal.append({ at: this.#stage.world.now(), kind: 'drain', durationMs, failures })
  }

  async #noteState(): Promise<void> {
    const updated = Map.groupBy(updatedItems(this.#stage.record), ({ account }) => account)
    for (const { accountId, items, fields } of await this.#state()) {
      const at = this.#stage.world.now()
      const values = valuesHeld(updated.get(accountId) ?? [], fields)
      this.#stage.journal.append({ at, kind: 'state', accountId, items, ...(values && { values }) })
    }
  }

  /** What Master holds, account by account. @throws WorldError if it does not answer. */
  async #state(): Promise<State[]> {
    const master = this.#master
    if (master === undefined) return []
    const states: State[] = []
    for (const { id } of this.#stage.accounts) {
      const fields = await master.fieldsOf(id)
      states.push({ accountId: id, items: [...fields.keys()], fields })
    }
    return states
  }

  #step(text: string): void {
    this.#stage.journal.append({ at: this.#stage.world.now(), kind: 'step', text })
    this.#say(`  ${text}`)
  }

  /** To whoever watches, with the time since the run began, as its world has it. */
  #say(text: string): void {
    const { record, world } = this.#stage
    this.#request.progress(text, world.now() - record.startMs)
  }
}

/**
 * In virtual time whole conversations take no time at all; an act must end after all that belongs
 * to it, and not in the same moment.
 */
function nextMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1))
}

function actLines(act: JudgedAct): string[] {
  const mark = act.asExpected ? 'as expected' : 'NOT as expected'
  const first = act.findings.find((f) => f.verdict === 'fail')
  const suspect = first?.suspects[0]
  return [
    `  ${act.verdict}, ${mark}: ${first?.summary ?? act.summary}`,
    ...(suspect ? [`  ${suspect.file}:${suspect.line} ${suspect.reason}`] : []),
  ]
}

function episodeLine({ accountId, name, title }: EpisodeEntry): string {
  return `  ${accountId} is shown ${name}: ${title}`
}
