/**
 * Master and workers as simulated hosts, each with lives of its own. Workers are remote ones, as in
 * containers: one that ends, in order or not, is started again, unless it was asked to stay away.
 */
import type { BrowserContext } from 'playwright-core'
import { errorText } from '../../../system/shared/errors.ts'
import type { Overlay } from '../../fault/code/overlay.ts'
import { masterConfig, workerEnvironment } from '../system-environment.ts'
import { WorldError, type WorldPlan, type WorldRun } from '../world.ts'
import type { DirectSink } from './direct-telemetry-sink.ts'
import { SimulatedDisk } from './disk/simulated-disk.ts'
import type { Simulation } from './kernel/clock.ts'
import type { ModuleLives } from './module-lives.ts'
import { setProbe } from './probe-switch.ts'
import type { SimulatedHub, Witness } from './simulated-hub.ts'
import { type SystemHost, systemHost } from './system-host.ts'

export interface SimulatedSystemOptions {
  run: WorldRun
  plan: WorldPlan
  simulation: Simulation
  lives: ModuleLives
  hub: SimulatedHub
  openBrowser(accountId: string): BrowserContext
  telemetry: TelemetryWay
}

/** How telemetry comes into the journal: at once, or as OTLP over the simulated network. */
export type TelemetryWay =
  | { sink(instance: string): DirectSink }
  /** Standard OpenTelemetry variables, the same for every process. */
  | { environment: Readonly<Record<string, string>> }

interface Program {
  host: string
  /** The module with the entry point, and the entry point's name. */
  file: string
  entry: string
  env: Record<string, string>
  given: Map<string, string>
  disk: SimulatedDisk
}

interface Running {
  system: SystemHost
  witness: Witness
  instance: string
  sink: DirectSink | undefined
  ended: PromiseWithResolvers<void>
}

/** The pause of a container engine, and of one that starts a crashed process again. */
const restartDelayMs = 100
const crashDelayMs = 1000
/** Both grow for a process that fails again and again: Docker doubles too, for longer. */
const failureDelayMaxMs = 5000
const forgivenAfterMs = 10_000
const startLimitMs = 30_000
const masterFile = 'system/master/master.ts'
const workerFile = 'system/worker/worker.ts'
const runMainFile = 'system/shared/run-main.ts'

/** Every module that is loaded by name. */
export const entryFiles: readonly string[] = [masterFile, workerFile, runMainFile]

export class SimulatedSystem {
  readonly masterPort = 3000
  readonly adminToken = 'simulated-admin-token-0000000000'
  readonly #options: SimulatedSystemOptions
  readonly #overlays: Map<string, Overlay>
  readonly #programs: Map<string, Program>
  readonly #running = new Map<string, Running>()
  readonly #staysAway = new Set<string>()
  readonly #failures = new Map<string, { count: number; atMs: number }>()
  #listening = Promise.withResolvers<void>()

  constructor(options: SimulatedSystemOptions) {
    this.#options = options
    this.#overlays = new Map(options.plan.overlays)
    this.#programs = new Map(
      programs(options, this.masterPort, this.adminToken).map((p) => [p.host, p]),
    )
  }

  /** @throws WorldError if Master does not listen in time. */
  async start(): Promise<void> {
    this.#launch('master')
    await within(this.#listening.promise, startLimitMs, 'Master did not start to listen')
    for (const { id } of this.#options.plan.workers) this.#launch(id)
  }

  plant(host: string, overlay: Overlay): void {
    this.#overlays.set(host, overlay)
  }

  /** @returns false if no process of it lives. */
  kill(host: string): boolean {
    const running = this.#running.get(host)
    if (running === undefined) return false
    this.#end(host, () => running.witness.gone(), crashDelayMs)
    return true
  }

  /** @throws WorldError if the topology lacks the host. */
  disk(host: string): SimulatedDisk {
    const program = this.#programs.get(host)
    if (program !== undefined) return program.disk
    const known = [...this.#programs.keys()].join(', ')
    throw new WorldError(`Could not reach the disk of ${host}: the hosts are ${known}.`)
  }

  /** Ends what lives on the host, if anything does, and takes back what its disk did not sync. */
  losePower(host: string): void {
    const disk = this.disk(host)
    const running = this.#running.get(host)
    this.#end(host, () => running?.witness.gone(), crashDelayMs)
    disk.losePower()
  }

  async leaveWorkers(limitMs: number): Promise<void> {
    await Promise.all(this.#options.plan.workers.map(({ id }) => this.#leave(id, limitMs)))
  }

  leaveMaster(limitMs: number): Promise<void> {
    return this.#leave('master', limitMs)
  }

  /** Has every living process hand over its telemetry; with those that did not, and why. */
  async handOver(limitMs: number): Promise<{ instance: string; error: string }[]> {
    const answers = [...this.#running].map(async ([name, { instance, sink, ended }]) => {
      try {
        const work = async () => this.#options.simulation.host(name).run(() => sink?.flush())
        // One that ends meanwhile is judged by its end.
        const answer = Promise.race([work(), ended.promise])
        await within(answer, limitMs, `${name} did not hand over its telemetry`)
        return []
      } catch (error) {
        return [{ instance, error: errorText(error) }]
      }
    })
    return (await Promise.all(answers)).flat()
  }

  /** The host's code ended by an error that nothing in it caught. */
  crashed(host: string, error: unknown): void {
    const running = this.#running.get(host)
    running?.witness.uncaught(error, 'uncaughtException')
    this.#end(host, () => running?.witness.gone(), this.#delayAfterFailure(host, crashDelayMs))
  }

  async #leave(host: string, limitMs: number): Promise<void> {
    this.#staysAway.add(host)
    const running = this.#running.get(host)
    if (running === undefined) return
    this.#options.simulation.host(host).run(() => running.system.ask('SIGTERM'))
    await within(running.ended.promise, limitMs, `${host} did not leave`)
  }

  #launch(name: string): void {
    const program = this.#programs.get(name)
    if (program === undefined)
      throw new WorldError(`Could not start ${name}: the topology lacks it.`)
    const { simulation, hub, openBrowser, run } = this.#options
    const host = simulation.host(name)
    host.run(() => {
      const instance = `${name}#${host.lives}`
      const witness = hub.welcome(name, instance, host.lives, [program.file])
      setProbe(name, witness.probe)
      const { telemetry } = this.#options
      const sink = 'sink' in telemetry ? telemetry.sink(instance) : undefined
      host.env = {
        ...program.env,
        OTEL_RESOURCE_ATTRIBUTES: `service.instance.id=${encodeURIComponent(instance)}`,
      }
      const system = systemHost({
        host,
        env: host.env,
        disk: program.disk.mount(),
        given: program.given,
        openBrowser: async ({ profile }) => openBrowser(decodeURIComponent(profile)),
        telemetry: sink,
        print: (line, stream) => {
          run.journal.append({
            at: simulation.nowMs,
            kind: 'output',
            host: name,
            stream,
            text: line,
          })
          if (line.includes('"master.listening"')) this.#listening.resolve()
        },
        onLeave: (code) => {
          const delayMs =
            code === 0 ? restartDelayMs : this.#delayAfterFailure(name, restartDelayMs)
          this.#end(name, () => witness.left(code), delayMs)
        },
      })
      this.#running.set(name, {
        system,
        witness,
        instance,
        sink,
        ended: Promise.withResolvers(),
      })
      void this.#load(program, system, witness)
    })
  }

  async #load(program: Program, system: SystemHost, witness: Witness): Promise<void> {
    const { lives } = this.#options
    const sources = {
      overlay: this.#overlays.get(program.host) ?? { modules: new Map() },
      onLoaded: witness.loaded,
    }
    try {
      const load = lives.life(sources)
      const main = load(program.file)
      const shared = load(runMainFile)
      await callable(shared, 'runMain')(system, callable(main, program.entry))
    } catch (error) {
      this.crashed(program.host, error)
    }
  }

  /** Ends a host's life, and begins the next one unless the host is to stay away. */
  #end(name: string, tell: () => void, delayMs: number): void {
    const { simulation } = this.#options
    const running = this.#running.get(name)
    if (running === undefined) return
    this.#running.delete(name)
    running.sink?.close()
    tell()
    const host = simulation.host(name)
    simulation.host('harness').run(() => {
      host.kill()
      this.#programs.get(name)?.disk.processEnded()
      running.ended.resolve()
      if (!this.#staysAway.has(name)) setTimeout(() => this.#restart(name), delayMs)
    })
  }

  #delayAfterFailure(name: string, delayMs: number): number {
    const { nowMs } = this.#options.simulation
    const last = this.#failures.get(name)
    const count = last !== undefined && nowMs - last.atMs < forgivenAfterMs ? last.count + 1 : 0
    this.#failures.set(name, { count, atMs: nowMs })
    return Math.min(delayMs * 2 ** count, failureDelayMaxMs)
  }

  #restart(name: string): void {
    if (!this.#staysAway.has(name) && !this.#running.has(name)) this.#launch(name)
  }
}

function programs(
  options: SimulatedSystemOptions,
  masterPort: number,
  adminToken: string,
): Program[] {
  const { plan, telemetry } = options
  const workerToken = 'simulated-worker-token-000000000'
  const environment = 'environment' in telemetry ? telemetry.environment : {}
  const settings = {
    timeScale: plan.timeScale,
    navigationTimeoutMs: plan.navigationTimeoutMs,
    telemetry: environment,
    chromiumArgs: [],
    accounts: plan.accounts.map((account) => ({
      ...account,
      proxy: { server: 'http://harness:1', username: account.id, password: 'simulated' },
    })),
  }
  const config = JSON.stringify({ ...masterConfig(settings), workers: [] })
  return [
    {
      host: 'master',
      file: masterFile,
      entry: 'startMaster',
      env: {
        ...environment,
        MASTER_CONFIG: '/master.json',
        ADMIN_TOKEN: adminToken,
        WORKER_TOKEN: workerToken,
        HOST: '0.0.0.0',
        PORT: String(masterPort),
      },
      given: new Map([['/master.json', config]]),
      disk: new SimulatedDisk('master'),
    },
    ...plan.workers.map(({ id }) => ({
      host: id,
      file: workerFile,
      entry: 'startWorker',
      env: {
        ...workerEnvironment(settings, { executable: 'simulated' }),
        WORKER_ID: id,
        WORKER_TOKEN: workerToken,
        MASTER_HOST: 'master',
        MASTER_PORT: String(masterPort),
      },
      given: new Map<string, string>(),
      disk: new SimulatedDisk(id),
    })),
  ]
}

function callable(module: object, name: string): (...args: unknown[]) => Promise<unknown> {
  const found: unknown = Reflect.get(module, name)
  if (typeof found !== 'function') throw new WorldError(`The system has no entry point ${name}.`)
  return async (...args) => Reflect.apply(found, undefined, args)
}

/** Waits in virtual time. @throws WorldError once the limit has passed. */
async function within(work: Promise<unknown>, limitMs: number, complaint: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new WorldError(`${complaint} within ${limitMs} virtual ms.`)),
      limitMs,
    )
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
