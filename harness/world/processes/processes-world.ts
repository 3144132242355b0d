/**
 * The world of real processes on this machine: Master as a process of its own, the workers as its
 * children (its supervisor starts them), Chromium below them, all on loopback.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from '../../../setup/chromium.mjs'
import { agentEnvironment } from '../../agent/agent-environment.ts'
import type { Overlay } from '../../fault/code/overlay.ts'
import { writeOverlay } from '../../fault/code/write-overlay.ts'
import { askMaster } from '../ask-master.ts'
import { runVariable } from '../reaper.ts'
import { openServices, type Services } from '../services.ts'
import { RunProcesses } from '../sweep.ts'
import { masterConfig, workerEnvironment } from '../system-environment.ts'
import { wallNowMs } from '../wall-clock.ts'
import {
  type OpenWorld,
  type StartedWorld,
  type World,
  WorldError,
  type WorldPlan,
  type WorldRun,
} from '../world.ts'
import { MasterProcess } from './master-process.ts'
import { stoppableProcesses } from './stoppable-processes.ts'

const loopback = '127.0.0.1'

export const processesWorld: World = {
  name: 'processes',
  deterministic: false,
  touchesMachine: true,
  async unavailable() {
    return undefined
  },
  async open(run): Promise<OpenWorld> {
    await using stack = new AsyncDisposableStack()
    const services = stack.use(await openServices(run, loopback))
    const processes = new RunProcesses(run.runId)
    // What was asked to leave has left; this is for a run that was broken off.
    stack.defer(async () => {
      await processes.end()
    })
    const disposal = stack.move()
    return {
      hub: services.hub,
      direct: false,
      telemetryIdle: services.telemetryIdle,
      now: wallNowMs,
      perform: (work) => work(),
      start: (plan) => startProcesses(run, plan, services, processes),
      [Symbol.asyncDispose]: () => disposal.disposeAsync(),
    }
  },
}

async function startProcesses(
  run: WorldRun,
  plan: WorldPlan,
  services: Services,
  processes: RunProcesses,
): Promise<StartedWorld> {
  const folderOf = (host: string) => hostFolder(run, host)
  const plant = async (host: string, overlay: Overlay) => {
    writeOverlay(overlay, join(folderOf(host), 'overlay'))
  }
  for (const [host, overlay] of plan.overlays) await plant(host, overlay)
  const agent = (host: string) => ({
    [runVariable]: run.runId,
    ...agentEnvironment({
      address: services.hubAddress,
      token: services.hub.token,
      host,
      overlay: join(folderOf(host), 'overlay'),
      root: run.root,
      calls: services.calls,
    }),
  })
  const settings = await services.settings(plan)
  const chromium = chromiumOrRefuse()
  const worker = {
    ...workerEnvironment(settings, {
      executable: chromium.executablePath,
      extraArgs: chromium.args,
    }),
    ...machineEnvironment(run),
  }
  const config = {
    ...masterConfig(settings),
    workers: plan.workers.map(({ id }) => ({
      worker_id: id,
      auto_start: true,
      env: { ...worker, ...agent(id) },
    })),
  }
  const configFile = join(folderOf('master'), 'master.json')
  writeFileSync(configFile, JSON.stringify(config), { mode: 0o600 })
  const dataDir = join(folderOf('master'), 'data')
  const master = new MasterProcess({
    run,
    env: {
      ...machineEnvironment(run),
      ...settings.telemetry,
      ...agent('master'),
      MASTER_CONFIG: configFile,
    },
    dataDir,
    pidOf: services.pidOf,
    expectKill: (host) => services.hub.expectKill(host),
    workers: plan.workers.map((w) => w.id),
  })
  await master.listening(plan.signal)
  return {
    request: (method, path) => askMaster(master.url, master.adminToken, method, path),
    plant,
    ground: {
      pages: services.pages,
      processes: stoppableProcesses({ pidOf: services.pidOf, killMaster: () => master.kill() }),
    },
    door: {
      get url() {
        return master.url
      },
      adminToken: master.adminToken,
      dataDir,
    },
    async leaveWorkers(limitMs) {
      processes.note()
      await master.leaveWorkers(limitMs)
    },
    leaveMaster: (limitMs) => master.leave(limitMs),
  }
}

function chromiumOrRefuse() {
  try {
    return findChromium()
  } catch (error) {
    throw new WorldError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function hostFolder(run: WorldRun, host: string): string {
  const folder = join(run.scratch, host)
  mkdirSync(join(folder, 'data'), { recursive: true })
  return folder
}

/** What a process needs of the machine's environment, and nothing else of it. */
function machineEnvironment(run: WorldRun): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'FONTCONFIG_PATH']
  // Chromium leaves temporary folders when it is killed; these go with the run's.
  const temporary = join(run.scratch, 'tmp')
  mkdirSync(temporary, { recursive: true })
  const { NODE_COMPILE_CACHE: cache } = process.env
  return {
    ...Object.fromEntries(
      names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
    ),
    TMPDIR: temporary,
    // A cache of its own: probed modules and ours of the same name would drive each other out.
    ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: join(cache, 'system') }),
  }
}
