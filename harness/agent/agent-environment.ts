import type { AgentSettings } from './inside/settings.ts'

export interface AgentEnvironmentOptions extends AgentSettings {
  /** Where the process finds `inside/agent.ts`; by default here. In a container, its path there. */
  agentFile?: URL
  /** `NODE_OPTIONS` that the process has besides. */
  nodeOptions?: string
}

/** The environment variables that put a Node process under the agent; add them to its others. */
export function agentEnvironment(options: AgentEnvironmentOptions): {
  NODE_OPTIONS: string
  GLASSBOX_AGENT: string
} {
  const { agentFile = new URL('./inside/agent.ts', import.meta.url), nodeOptions } = options
  const { address, token, host, overlay, root, calls } = options
  const settings: AgentSettings = { address, token, host, overlay, root, calls }
  // A file URL has no spaces (they are encoded), so it needs no quotes here.
  const load = `--import=${agentFile.href}`
  return {
    NODE_OPTIONS: nodeOptions ? `${nodeOptions} ${load}` : load,
    GLASSBOX_AGENT: JSON.stringify(settings),
  }
}
