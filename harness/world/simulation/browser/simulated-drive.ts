import { unavailable } from './playwright-object.ts'
import { simulatedLocator } from './simulated-locator.ts'
import type { Tab } from './tab.ts'

/** As system/worker/platforms/douyin/drive-list.ts has them; what clicks does not matter here. */
export interface ListOrder {
  list: string
  limitMs: number
}

interface ListState {
  end: 'complete' | 'no list' | 'loading'
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
  const isSettled = await tab.isWithin('page.evaluate', limitMs, () => isThere() && !tab.isLoading)
  const end = isSettled ? 'complete' : isThere() ? 'loading' : 'no list'
  return { end, error: '', failedReplies: [] }
}
