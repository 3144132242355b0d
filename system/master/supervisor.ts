import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Host } from '../shared/host.ts'
import type { Log } from '../shared/telemetry/log.ts'
import type { MasterConfig, WorkerProcessConfig } from './config.ts'
import { WorkerProcess } from './worker-process.ts'

export interface SupervisorOptions {
  config: MasterConfig
  host: Host
  log: Log
  /** Where this Master listens, and what its workers show it. */
  port: number
  workerToken: string
  /** The script of a worker; the worker of this system unless given. */
  script?: string
}

const workerScript = fileURLToPath(new URL('../worker/main.ts', import.meta.url))

/** What a worker needs of Master's own environment: paths, language, where telemetry goes. */
const passedOn =
  /^(PATH|HOME|USERPROFILE|TMPDIR|TEMP|TMP|SystemRoot|LANG|LC_ALL|TZ|XDG_RUNTIME_DIR|OTEL_EXPORTER_OTLP_.+|OTEL_BSP_.+|OTEL_BLRP_.+|OTEL_METRIC_EXPORT_.+)$/

/** Starts the configured workers as processes of this machine, and looks after them. */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #processes = new Map<string, WorkerProcess>()

  constructor(options: SupervisorOptions) {
    this.#options = options
    for (const worker of options.config.workers) {
      const { host, log, config } = options
      const request = () => this.#request(worker)
      this.#processes.set(
        worker.worker_id,
        new WorkerProcess({ workerId: worker.worker_id, request, host, log, limits: config }),
      )
    }
  }

  /** The process of a worker; undefined for one that runs elsewhere. */
  process(workerId: string): WorkerProcess | undefined {
    return this.#processes.get(workerId)
  }

  workerIds(): string[] {
    return [...this.#processes.keys()]
  }

  startAll(): void {
    for (const { worker_id, auto_start } of this.#options.config.workers) {
      if (auto_start) this.#processes.get(worker_id)?.start()
    }
  }

  /** Resolves once every process has ended. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#processes.values()].map((worker) => worker.stop()))
  }

  #request(worker: WorkerProcessConfig) {
    const { host, config, port, workerToken, script = workerScript } = this.#options
    const inherited = Object.entries(host.env).flatMap(([name, value]): [string, string][] =>
      value !== undefined && passedOn.test(name) ? [[name, value]] : [],
    )
    return {
      args: [...worker.node_options, script],
      env: {
        ...Object.fromEntries(inherited),
        ...worker.env,
        WORKER_ID: worker.worker_id,
        MASTER_HOST: isAnyAddress(config.host) ? '127.0.0.1' : config.host,
        MASTER_PORT: String(port),
        WORKER_TOKEN: workerToken,
        DATA_DIR: join(host.dataDir, 'workers', worker.worker_id),
      },
    }
  }
}

function isAnyAddress(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}
