/** Opens the world of containers and starts the system in it; see containers-world.ts. */

import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { agentEnvironment } from '../../agent/agent-environment.ts'
import { writeOverlay } from '../../fault/code/write-overlay.ts'
import { askMaster } from '../ask-master.ts'
import { runVariable } from '../reaper.ts'
import { openServices, type Services } from '../services.ts'
import { masterConfig, workerEnvironment } from '../system-environment.ts'
import { wallNowMs } from '../wall-clock.ts'
import type { OpenWorld, StartedWorld, WorldPlan, WorldRun } from '../world.ts'
import { prepareTestcontainers } from './client.ts'
import { ensureImage } from './image.ts'
import { openNetwork, type RunNetwork } from './network.ts'
import { removeContainersOf } from './remove-containers.ts'
import { type SystemContainer, startSystemContainer } from './system-container.ts'

/** Where things lie inside the containers. */
const inside = {
  app: '/app',
  agent: '/glassbox/agent',
  agentModules: '/glassbox/node_modules',
  host: '/glassbox/host',
  data: '/data',
  chromium: '/usr/bin/chromium',
  masterPort: 3000,
}

export async function openContainers(run: WorldRun): Promise<OpenWorld> {
  await prepareTestcontainers()
  const image = await ensureImage({ progress: (line) => run.progress(`  ${line}`) })
  await using stack = new AsyncDisposableStack()
  const network = await openNetwork(run.runId)
  // The services go first: what is still connected to them is then removed.
  stack.defer(() => removeContainersOf(run.runId))
  const services = stack.use(await openServices(run, network.gateway))
  const disposal = stack.move()
  return {
    hub: services.hub,
    direct: false,
    telemetryIdle: services.telemetryIdle,
    now: wallNowMs,
    perform: (work) => work(),
    start: (plan) => startContainers(run, plan, services, network, image),
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  }
}

async function startContainers(
  run: WorldRun,
  plan: WorldPlan,
  services: Services,
  network: RunNetwork,
  image: string,
): Promise<StartedWorld> {
  const settings = await services.settings(plan)
  const adminToken = randomBytes(24).toString('base64url')
  const workerToken = randomBytes(24).toString('base64url')
  const hosts = ['master', ...plan.workers.map((w) => w.id)]
  const folders = new Map(hosts.map((host) => [host, hostFolder(run, host)]))
  const folderOf = (host: string) => folders.get(host) ?? hostFolder(run, host)
  for (const [host, overlay] of plan.overlays)
    writeOverlay(overlay, join(folderOf(host), 'overlay'))
  writeFileSync(
    join(folderOf('master'), 'master.json'),
    JSON.stringify({ ...masterConfig(settings), workers: [] }),
  )

  const common = (host: string) => ({
    ...settings.telemetry,
    [runVariable]: run.runId,
    ...agentEnvironment({
      address: services.hubAddress,
      token: services.hub.token,
      host,
      overlay: `${inside.host}/overlay`,
      root: inside.app,
      agentFile: pathToFileURL(`${inside.agent}/agent.ts`),
      calls: services.calls,
    }),
    WORKER_TOKEN: workerToken,
    DATA_DIR: inside.data,
  })
  const start = (host: string, script: string, environment: Record<string, string>) =>
    startSystemContainer({
      run,
      image,
      host,
      network: network.name,
      command: [script],
      environment: { ...common(host), ...environment },
      mounts: [
        { source: folderOf(host), target: inside.host },
        { source: join(run.root, 'harness/agent/inside'), target: inside.agent },
        // For msw, which answers calls to the outside; the image has no development dependencies.
        { source: realpathSync(join(run.root, 'node_modules')), target: inside.agentModules },
      ],
      signal: plan.signal,
    })

  const master = await start('master', 'system/master/main.ts', {
    ADMIN_TOKEN: adminToken,
    MASTER_CONFIG: `${inside.host}/master.json`,
    HOST: '0.0.0.0',
    PORT: String(inside.masterPort),
  })
  await master.saysListening(plan.signal)
  const workers = await Promise.all(
    plan.workers.map(({ id }) =>
      start(id, 'system/worker/main.ts', {
        ...workerEnvironment(settings, {
          executable: inside.chromium,
          // A container has neither the user namespaces of Chromium's sandbox nor a large /dev/shm.
          extraArgs: ['--no-sandbox', '--disable-dev-shm-usage'],
        }),
        WORKER_ID: id,
        MASTER_HOST: 'master',
        MASTER_PORT: String(inside.masterPort),
      }),
    ),
  )
  const containers = new Map<string, SystemContainer>(
    [master, ...workers].map((container) => [container.host, container]),
  )
  return {
    request: (method, path) =>
      askMaster(`http://${master.address}:${inside.masterPort}`, adminToken, method, path),
    async plant(host, overlay) {
      writeOverlay(overlay, join(folderOf(host), 'overlay'))
    },
    ground: {
      pages: services.pages,
      processes: {
        kill: async (host) => (await containers.get(host)?.kill()) ?? false,
        freeze: async (host, touched) => containers.get(host)?.pause(touched),
      },
    },
    async leaveWorkers(limitMs) {
      await Promise.all(workers.map((worker) => worker.leave(limitMs)))
    },
    leaveMaster: (limitMs) => master.leave(limitMs),
  }
}

/**
 * A folder that a container's unprivileged user may read. It lies in the run's scratch folder,
 * which nobody else on this machine may enter.
 */
function hostFolder(run: WorldRun, host: string): string {
  const folder = join(run.scratch, host)
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755)
  return folder
}
