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
  }
}
