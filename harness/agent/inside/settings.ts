/**
 * What the harness tells the agent, in the environment variable `GLASSBOX_AGENT`, as JSON.
 */
export interface AgentSettings {
  /** Where the hub listens: `127.0.0.1:4711`. */
  address: string
  token: string
  /** Which machine of the topology this process is: `worker-1`. */
  host: string
  /** The overlay: a folder with `manifest.json`. */
  overlay: string
  /** The folder that file names are relative to. */
  root: string
  /** Where the process's own calls to the outside are answered; without it they are not touched. */
  calls?: RecordedCalls | undefined
}

/** How to ask the replay proxy. */
export interface RecordedCalls {
  /** `http://127.0.0.1:4711`. */
  proxy: string
  /** Its password. */
  token: string
}

/** Reads the settings; undefined without any. Throws a sentence if they are not what they should be. */
export function readSettings(text: string | undefined): AgentSettings | undefined {
  if (!text) return undefined
  const value: unknown = JSON.parse(text)
  const field = (name: keyof AgentSettings) => {
    const found: unknown = typeof value === 'object' && value ? Reflect.get(value, name) : undefined
    if (typeof found === 'string' && found) return found
    throw new Error(
      `GLASSBOX_AGENT has no text \`${name}\`; the harness writes it, see agentEnvironment().`,
    )
  }
  return {
    address: field('address'),
    token: field('token'),
    host: field('host'),
    overlay: field('overlay'),
    root: field('root'),
    calls: callsOf(value),
  }
}

function callsOf(settings: unknown): RecordedCalls | undefined {
  const calls: unknown = Reflect.get(Object(settings), 'calls')
  const proxy: unknown = Reflect.get(Object(calls), 'proxy')
  const token: unknown = Reflect.get(Object(calls), 'token')
  return typeof proxy === 'string' && typeof token === 'string' ? { proxy, token } : undefined
}
