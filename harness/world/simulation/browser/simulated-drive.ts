import { unavailable } from './playwright-object.ts'
import { simulatedLocator } from './simulated-locator.ts'
import type { Tab } from './tab.ts'

/** As system/worker/platforms/douyin/drive-list.ts has them; what clicks does not matter here. */
export interface ListOrder {
  list: string
  limitMs: number
}

interface ListState {
  end: 'complete' | 'no list' | 'loading' | 'stuck'
  error: string
  failedReplies: []
}

/** The one function that can be evaluated: it is not run, but answered with how its list gets on. */
export async function simulatedDrive(
  tab: Tab,
  work: unknown,
  { list, limitMs }: ListOrder,
): Promise<ListState> {
  if (typeof work !== 'function' || work.name !== 'driveList') {
    throw unavailable('evaluation of any function but driveList')
  }
  // Throws for a selector that it does not know.
  simulatedLocator(tab, list)
  const isThere = () => tab.text.includes(list.slice(1, -1))
  const isOver = () => isThere() && tab.isComplete
  const isWhole = await tab.isWithin('page.evaluate', limitMs, isOver)
  return { end: isWhole ? 'complete' : unfinished(tab, isThere()), error: '', failedReplies: [] }
}

function unfinished(tab: Tab, isThere: boolean): ListState['end'] {
  if (!isThere) return 'no list'
  return tab.isLoading ? 'loading' : 'stuck'
}
