/** Opens the simulated world; see simulation-world.ts. */
import { type Agent, createServer, request as httpRequest } from 'node:http'
import { pathToFileURL } from 'node:url'
import { PagesUnderFault } from '../../fault/page/pages-under-fault.ts'
import { receiverListener } from '../../journal/receiver.ts'
import { telemetryEnvironment } from '../telemetry-environment.ts'
import {
  type OpenWorld,
  type StartedWorld,
  WorldError,
  type WorldPlan,
  type WorldRun,
} from '../world.ts'
import { browsersOf } from './browser/simulated-browsers.ts'
import { replayedSite } from './browser/site.ts'
import { directSink } from './direct-telemetry-sink.ts'
import type { CallLog } from './kernel/call-log.ts'
import { startSimulation } from './kernel/clock.ts'
import type { Arrival } from './kernel/network.ts'
import { moduleLives } from './module-lives.ts'
import { outsideFetch } from './outside-fetch.ts'
import { installProbe } from './probe-switch.ts'
import { simulatedGround } from './simulated-ground.ts'
import { SimulatedHub } from './simulated-hub.ts'
import { entryFiles, SimulatedSystem } from './simulated-system.ts'

/** When every simulation begins: 2026-01-01, so that times in journals compare. */
const startMs = Date.UTC(2026, 0, 1)
const harnessName = 'harness'
const receiverPort = 4318
const receiverToken = 'simulated'
/** Longer than any batch of spans or metrics waits in a process (telemetry-environment.ts). */
const telemetryDelayMs = 1200
/** Just below what a timer can hold (2^31 ms). */
const runLimitMs = 20 * 24 * 3_600_000
const requestLimitMs = 45_000

export interface SimulationEars {
  /** Told of all that arrives anywhere in the simulated network. */
  onArrival?: (arrival: Arrival) => void
  /** Told every call by which code meets the simulation. */
  calls?: CallLog
}

export async function openSimulation(
  run: WorldRun,
  { onArrival, calls }: SimulationEars = {},
): Promise<OpenWorld> {
  const { journal, recording, truth, playback, pace, telemetryFaults } = run
  using stack = new DisposableStack()
  let system: SimulatedSystem | undefined
  const failure = Promise.withResolvers<never>()
  const shorten = shortener(run.root)
  const unsimulated = new Set<string>()
  const simulation = stack.use(
    startSimulation({
      seed: run.seed,
      startMs,
      calls,
      shortenStack: shorten,
      answerFetch: (...call) => answerFetch(...call),
      onUnsimulated: ({ message }) => {
        if (!unsimulated.has(message)) problem(message)
        unsimulated.add(message)
      },
      onCrash: (host, error) => {
        // An error of the harness's own code is a bug of ours, not an event of the run.
        if (host.name === harnessName || system === undefined) failure.reject(error)
        else system.crashed(host.name, error)
      },
    }),
  )
  simulation.network.onArrival = onArrival
  const lives = moduleLives(run.tree)
  // In no host: what libraries do as they are loaded, in the first run only, is nobody's.
  await lives.prepare(...entryFiles)
  const harness = simulation.host(harnessName)
  harness.guarded = false
  // Telemetry that is to be lost on the wire needs a wire.
  const direct =
    telemetryFaults.tamper === undefined && Object.keys(telemetryFaults.environment).length === 0
  const now = () => simulation.nowMs
  const problem = (text: string) =>
    journal.append({ at: now(), kind: 'problem', about: 'world', text })
  const hub = new SimulatedHub({
    onEntry: (entry) => journal.append(entry),
    onProblem: problem,
    now,
    shorten,
    handOver: async (limitMs) => {
      if (direct) return (await system?.handOver(limitMs)) ?? []
      await new Promise((resolve) => setTimeout(resolve, telemetryDelayMs))
      return []
    },
  })
  stack.use(installProbe())
  const receiver = receiverListener({
    journal,
    token: receiverToken,
    tamper: telemetryFaults.tamper,
    now,
  })
  const pages = new PagesUnderFault({ browser: false })
  const site = replayedSite({
    recording,
    truth,
    faults: pages,
    pace,
    playback,
    onEntry: (entry) => journal.append(entry),
    nowMs: now,
  })
  const openBrowser = browsersOf(site)
  const answerFetch = outsideFetch(site)
  const disposal = stack.move()
  return {
    direct,
    hub,
    async telemetryIdle() {
      await receiver.idle()
      journal.settle(now())
    },
    now,
    perform: (work) =>
      simulation.runUntil(Promise.race([harness.run(work), failure.promise]), {
        limitMs: runLimitMs,
      }),
    async start(plan: WorldPlan): Promise<StartedWorld> {
      if (!direct) {
        await harness.listen(createServer(receiver.listener), receiverPort, '0.0.0.0')
      }
      const started = new SimulatedSystem({
        run,
        plan,
        simulation,
        lives,
        hub,
        openBrowser,
        telemetry: direct
          ? { sink: (instance) => directSink({ journal, instance, onError: failure.reject }) }
          : {
              environment: {
                ...telemetryEnvironment(`http://harness:${receiverPort}`, receiverToken),
                ...telemetryFaults.environment,
              },
            },
      })
      system = started
      await started.start()
      const agent = harness.agent()
      return {
        request: (method, path) =>
          ask({ agent, method, path, port: started.masterPort, token: started.adminToken }),
        plant: async (host, overlay) => started.plant(host, overlay),
        ground: simulatedGround({
          simulation,
          system: started,
          pages,
          onClock: (entry) => journal.append(entry),
        }),
        leaveWorkers: (limitMs) => started.leaveWorkers(limitMs),
        leaveMaster: (limitMs) => started.leaveMaster(limitMs),
      }
    },
    async [Symbol.asyncDispose]() {
      disposal.dispose()
    },
  }
}

interface Question {
  agent: Agent
  method: string
  path: string
  port: number
  token: string
}

/** Master's REST over the simulated network. */
function ask({
  agent,
  method,
  path,
  port,
  token,
}: Question): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(
        new WorldError(`Could not ask Master ${method} ${path}: ${error.message}.`, {
          cause: error,
        }),
      )
    const asked = httpRequest(
      { agent, host: 'master', port, method, path, headers: { authorization: `Bearer ${token}` } },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
        response.on('error', fail)
      },
    )
    asked.setTimeout(requestLimitMs, () =>
      asked.destroy(new Error(`no answer in ${requestLimitMs} ms`)),
    )
    asked.on('error', fail)
    asked.end()
  })
}

/** Files in stack traces lose the root, and whatever folder node_modules is in. */
function shortener(root: string): (text: string) => string {
  const prefixes = [`${pathToFileURL(root).href}/`, `${root}/`]
  return (text) =>
    prefixes
      .reduce((rest, prefix) => rest.replaceAll(prefix, ''), text)
      .replace(/(?:file:\/\/)?\/[^\s()]*\/node_modules\//g, 'node_modules/')
}
