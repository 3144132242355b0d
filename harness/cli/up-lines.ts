/** What `glassbox up` tells a person of the system, in sentences. */
import type { Entry } from '../journal/entry.ts'
import type { UpSystem } from '../run/up.ts'
import { unservedSentence } from '../trace/unserved.ts'

type Told = Pick<UpSystem, 'recording' | 'door' | 'tokenFile'>

/** How to reach what has been started, and what can be played. */
export function welcome({ recording, door, tokenFile }: Told): string[] {
  const { name, manifest } = recording
  const width = Math.max(...manifest.episodes.map((episode) => episode.name.length))
  return [
    `Master   ${door.url}`,
    `token    ${tokenFile}, for you only`,
    `data     ${door.dataDir}, removed at the end`,
    `status   curl -H "authorization: Bearer $(cat ${tokenFile})" ${door.url}/api/v1/status`,
    `Episodes of ${name}:`,
    ...manifest.episodes.map((one) => `  ${one.name.padEnd(width)}  ${one.title}`),
    'Enter plays the next one, its name plays one, a name and an account plays it for that account. Ctrl-C ends it all.',
  ]
}

/** A sentence for what a person should hear of at once; undefined for everything else. */
export function tellingOf(entry: Entry): string | undefined {
  switch (entry.kind) {
    case 'episode':
      return `${entry.accountId} is shown ${entry.name}: ${entry.title}`
    case 'process':
      return entry.phase === 'started'
        ? `${entry.host} runs (process ${entry.pid})`
        : `${entry.host} has ended (${entry.phase})`
    case 'unserved':
      return unservedSentence(entry)
    case 'problem':
      return entry.text
    case 'uncaught':
      return `An error that nothing caught: ${entry.error.type}: ${entry.error.message}`
    default:
      return undefined
  }
}
