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
import { runVariable } from '../reaper.ts'
import { RunProcesses } from '../sweep.ts'
import { masterConfig, workerEnvironment } from '../system-environment.ts'
import {
  type OpenWorld,
  type StartedWorld,
  type World,
  WorldError,
  type WorldPlan,
  type WorldRun,
} from '../world.ts'
import { MasterProcess } from './master-process.ts'

const loopback = '127.0.0.1'

export const processesWorld: World = {
  name: 'processes',
  async unavailable() {
    return undefined
  },
  async open(run): Promise<OpenWorld> {
    const processes = new RunProcesses(run.runId)
    return {
      listenAddress: loopback,
      reachAddress: loopback,
      start: (plan) => startProcesses(run, plan, processes),
      async [Symbol.asyncDispose]() {
        // What was asked to leave has left; this is for a run that was broken off.
        await processes.end()
      },
    }
  },
}

async function startProcesses(
  run: WorldRun,
  plan: WorldPlan,
  processes: RunProcesses,
): Promise<StartedWorld> {
  const folders = new Map(
    ['master', ...plan.workers.map((w) => w.id)].map((host) => [host, hostFolder(run, host)]),
  )
  const plant = async (host: string, overlay: Overlay) => {
    writeOverlay(overlay, join(folders.get(host) ?? hostFolder(run, host), 'overlay'))
  }
  for (const [host, overlay] of plan.overlays) await plant(host, overlay)
  const agent = (host: string) => ({
    [runVariable]: run.runId,
    ...agentEnvironment({
      address: plan.hub.address,
      token: plan.hub.token,
      host,
      overlay: join(folders.get(host) ?? '', 'overlay'),
      root: run.root,
    }),
  })
  const chromium = chromiumOrRefuse()
  const worker = {
    ...workerEnvironment(plan, { executable: chromium.executablePath, extraArgs: chromium.args }),
    ...machineEnvironment(run),
  }
  const config = {
    ...masterConfig(plan),
    workers: plan.workers.map(({ id }) => ({
      worker_id: id,
      auto_start: true,
      env: { ...worker, ...agent(id) },
    })),
  }
  const configFile = join(folders.get('master') ?? run.scratch, 'master.json')
  writeFileSync(configFile, JSON.stringify(config), { mode: 0o600 })
  const master = new MasterProcess({
    run,
    env: {
      ...machineEnvironment(run),
      ...plan.telemetry,
      ...agent('master'),
      MASTER_CONFIG: configFile,
    },
    dataDir: join(folders.get('master') ?? run.scratch, 'data'),
    pidOf: plan.pidOf,
    workers: plan.workers.map((w) => w.id),
  })
  await master.listening(plan.signal)
  return {
    masterUrl: master.url,
    adminToken: master.adminToken,
    plant,
    kill: (host) => master.kill(host),
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
  return {
    ...Object.fromEntries(
      names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
    ),
    TMPDIR: temporary,
  }
}
