import { Agent, type AgentOptions, type ClientRequestArgs, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { HostClock } from './host-clock.ts'
import { currentLife, Life } from './life.ts'
import type { Network } from './network.ts'

export interface HostOptions {
  name: string
  clock: HostClock
  network: Network
  soon(work: () => void): void
  onCrash(host: SimulatedHost, error: unknown): void
}

const hosts = new WeakMap<Life, SimulatedHost>()

/** A computer of the simulation, on which one process lives, dies and lives again. */
export class SimulatedHost {
  readonly name: string
  /** Stays as it is when the host is killed and started again. */
  readonly clock: HostClock
  /** `process.env` of whatever library runs on it. */
  env: Readonly<Record<string, string>> = {}
  /** Whether its programs are refused what is not simulated; not so where the harness lives. */
  guarded = true
  readonly #options: HostOptions
  #life: Life | undefined
  #lives = 0

  constructor(options: HostOptions) {
    this.name = options.name
    this.clock = options.clock
    this.#options = options
    options.network.register(options.name)
  }

  get alive(): boolean {
    return this.#life?.alive === true
  }

  get frozen(): boolean {
    return this.#life?.frozen === true
  }

  /** How often it was started: the number of its present or last life. */
  get lives(): number {
    return this.#lives
  }

  /**
   * Runs something as this host's own code. A host that is not alive begins a new life with it.
   *
   * @throws Error if the host is frozen.
   */
  run<T>(work: () => T): T {
    if (this.frozen) {
      throw new Error(`Could not run anything on ${this.name}: it is frozen. Thaw it first.`)
    }
    return this.#living().run(work)
  }

  /**
   * Ends its life at once, like SIGKILL: none of its timers, immediates and handlers runs again.
   * Its operating system closes its connections (what was written before still arrives; then an
   * end, or a reset where something was left unread) and its ports. What of it is still in the
   * queue of promises in this very turn runs on, but reaches nothing: no timer, no byte.
   */
  kill(): void {
    this.#life?.end()
  }

  /**
   * Like SIGSTOP: time goes on without it; what comes in waits.
   *
   * @param onDelay told whenever something has to wait
   */
  freeze(onDelay?: () => void): void {
    this.#life?.freeze(onDelay)
  }

  thaw(): void {
    this.#life?.thaw()
  }

  /**
   * Makes a server listen on this host; resolves with the port, 0 being any that is free. A
   * loopback address is reached from this host only.
   *
   * @throws Error with code EADDRINUSE, as Node's, if the port is in use.
   */
  listen(server: Server, port: number, address: string): Promise<number> {
    const life = this.#callersLife()
    // Nothing ever comes back to a dead program.
    if (!life.alive) return new Promise(() => undefined)
    return this.#options.network.listen(life, server, port, address)
  }

  /**
   * What HTTP clients, ws and socket.io dial with; for one life only. It knows other hosts by name,
   * and this one as localhost. Like Node's own it keeps connections alive for 5 seconds.
   */
  agent(options: AgentOptions = {}): Agent {
    const { network } = this.#options
    const dial = ({ host, hostname, port }: ClientRequestArgs): Duplex =>
      network.dial(this.#callersLife(), host ?? hostname ?? 'localhost', Number(port ?? 80))
    return new SimulatedAgent(dial, { keepAlive: true, timeout: 5000, ...options })
  }

  /** A dead life that still calls stays dead. */
  #callersLife(): Life {
    const caller = currentLife()
    return caller && hosts.get(caller) === this ? caller : this.#living()
  }

  #living(): Life {
    if (this.#life?.alive) return this.#life
    const life = new Life({
      hostName: this.name,
      number: ++this.#lives,
      clock: this.clock,
      soon: this.#options.soon,
      onCrash: (error) => {
        if (!life.alive) return
        life.end()
        this.#options.onCrash(this, error)
      },
    })
    hosts.set(life, this)
    this.#life = life
    return life
  }
}

class SimulatedAgent extends Agent {
  readonly #dial: (options: ClientRequestArgs) => Duplex

  constructor(dial: (options: ClientRequestArgs) => Duplex, options: AgentOptions) {
    super(options)
    this.#dial = dial
  }

  override createConnection(options: ClientRequestArgs): Duplex {
    return this.#dial(options)
  }
}

/** The host whose code is running; undefined outside every host. */
export function currentHost(): SimulatedHost | undefined {
  const life = currentLife()
  return life && hosts.get(life)
}
