import type { AccountHealthStatus, Registration } from '../shared/protocol/payloads.ts'

/** The connection of a worker, as far as the registry needs it. */
export interface WorkerLink {
  readonly id: string
}

export interface RegisteredWorker<L extends WorkerLink = WorkerLink> {
  workerId: string
  link: L
  status: 'online' | 'offline'
  version: string
  capabilities: readonly string[]
  maxAccounts: number
  /** Milliseconds since 1970. */
  registeredAt: number
  lastHeartbeatAt: number
  activeTasks: number
  memoryMb: number
  cpuPercent: number
  /** How its accounts fare, by id, as far as it has told since it registered. */
  accountHealth: Map<string, AccountHealthStatus>
}

/** The workers that have registered, each with its newest connection. */
export class WorkerRegistry<L extends WorkerLink = WorkerLink> {
  readonly #workers = new Map<string, RegisteredWorker<L>>()

  /** Takes a worker in; an earlier connection of it counts no more. */
  register(link: L, registration: Registration): RegisteredWorker<L> {
    const now = Date.now()
    const worker: RegisteredWorker<L> = {
      workerId: registration.worker_id,
      link,
      status: 'online',
      version: registration.version,
      capabilities: registration.capabilities,
      maxAccounts: registration.max_accounts,
      registeredAt: now,
      lastHeartbeatAt: now,
      activeTasks: 0,
      memoryMb: 0,
      cpuPercent: 0,
      accountHealth: new Map(),
    }
    this.#workers.set(worker.workerId, worker)
    return worker
  }

  /** The worker that registered over a connection. */
  byLink(link: WorkerLink): RegisteredWorker<L> | undefined {
    return [...this.#workers.values()].find((worker) => worker.link.id === link.id)
  }

  get(workerId: string): RegisteredWorker<L> | undefined {
    return this.#workers.get(workerId)
  }

  all(): RegisteredWorker<L>[] {
    return [...this.#workers.values()]
  }

  online(): RegisteredWorker<L>[] {
    return this.all().filter(({ status }) => status === 'online')
  }

  /** Notes that a connection has ended; returns the worker that is offline because of it. */
  disconnect(link: WorkerLink): RegisteredWorker<L> | undefined {
    const worker = this.byLink(link)
    if (worker !== undefined) worker.status = 'offline'
    return worker
  }

  /** Workers that have not beaten for `timeoutMs` go offline; returns those that just did. */
  expire(timeoutMs: number): RegisteredWorker<L>[] {
    const deadline = Date.now() - timeoutMs
    const late = this.online().filter(({ lastHeartbeatAt }) => lastHeartbeatAt < deadline)
    for (const worker of late) worker.status = 'offline'
    return late
  }
}
