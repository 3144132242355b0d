/** Every page fault there is; a new one is one file and one entry here, and one in the values below. */
import { type TimingOptions, type WorldFault, worldFault } from '../world-fault.ts'
import { binaryBody } from './binary-body.ts'
import { captchaPage } from './captcha-page.ts'
import { cutBody } from './cut-body.ts'
import { doubleWrappedBody } from './double-wrapped-body.ts'
import { duplicatePages } from './duplicate-pages.ts'
import { emptyList } from './empty-list.ts'
import { endlessResponse } from './endless-response.ts'
import { fieldMissing } from './field-missing.ts'
import { fieldRenamed } from './field-renamed.ts'
import { layoutChanged } from './layout-changed.ts'
import { loginWall } from './login-wall.ts'
import { loopingCursor } from './looping-cursor.ts'
import { numberIds } from './number-ids.ts'
import { pageClockOff } from './page-clock-off.ts'
import type { AnswersName, PageFaultKind } from './page-fault.ts'
import type { ListName } from './page-lists.ts'
import { rateLimit } from './rate-limit.ts'
import { redirect } from './redirect.ts'
import { reorderedPages } from './reordered-pages.ts'
import { selectorGone } from './selector-gone.ts'
import { slowResponse } from './slow-response.ts'
import { virtualList } from './virtual-list.ts'
import { wrappedBody } from './wrapped-body.ts'

export const pageFaults: readonly PageFaultKind[] = [
  fieldRenamed,
  fieldMissing,
  numberIds,
  wrappedBody,
  doubleWrappedBody,
  emptyList,
  rateLimit,
  captchaPage,
  loginWall,
  redirect,
  slowResponse,
  endlessResponse,
  cutBody,
  binaryBody,
  selectorGone,
  layoutChanged,
  virtualList,
  duplicatePages,
  reorderedPages,
  loopingCursor,
  pageClockOff,
]

/** When it is in force, and for which accounts; all of them if absent. */
export interface PageOptions extends TimingOptions {
  accounts?: readonly string[]
}

type OfLists = ListName | 'all'

/**
 * Page faults as values for scenarios. The first argument says which answers they alter: those with
 * a list (`comments`), the `documents`, or `all`.
 */
export const pageFault = {
  /** A field of every item has another name. */
  fieldRenamed: (answers: OfLists, options?: PageOptions & { field?: string }) =>
    ofPages(fieldRenamed, answers, options),

  /** A field of every item is missing. */
  fieldMissing: (answers: OfLists, options?: PageOptions & { field?: string }) =>
    ofPages(fieldMissing, answers, options),

  /** Ids are numbers instead of texts. */
  numberIds: (answers: OfLists, options?: PageOptions) => ofPages(numberIds, answers, options),

  /** The body is inside another. */
  wrappedBody: (answers: OfLists, options?: PageOptions) => ofPages(wrappedBody, answers, options),

  /** The body is a text of JSON inside another. */
  doubleWrappedBody: (answers: OfLists, options?: PageOptions) =>
    ofPages(doubleWrappedBody, answers, options),

  /** A list is empty, though all is well. */
  emptyList: (answers: OfLists, options?: PageOptions) => ofPages(emptyList, answers, options),

  /** Too many requests, says the platform. */
  rateLimit: (answers: AnswersName, options?: PageOptions) => ofPages(rateLimit, answers, options),

  /** A captcha comes instead. */
  captchaPage: (answers: AnswersName, options?: PageOptions) =>
    ofPages(captchaPage, answers, options),

  /** The session has ended. */
  loginWall: (answers: AnswersName, options?: PageOptions) => ofPages(loginWall, answers, options),

  /** The browser is sent to the login page. */
  redirect: (answers: AnswersName, options?: PageOptions) => ofPages(redirect, answers, options),

  /** Answers begin late. */
  slowResponse: (answers: AnswersName, options?: PageOptions & { delayMs?: number }) =>
    ofPages(slowResponse, answers, options),

  /** Answers never end. */
  endlessResponse: (answers: AnswersName, options?: PageOptions) =>
    ofPages(endlessResponse, answers, options),

  /** Answers break off. */
  cutBody: (answers: AnswersName, options?: PageOptions) => ofPages(cutBody, answers, options),

  /** Answers are no text. */
  binaryBody: (answers: AnswersName, options?: PageOptions) =>
    ofPages(binaryBody, answers, options),

  /** An element has lost its `data-e2e`; every list has if none is named. */
  selectorGone: (answers: 'documents', options?: PageOptions & { element?: string }) =>
    ofPages(selectorGone, answers, options),

  /** The pages are built anew, and all names in them are others. */
  layoutChanged: (answers: 'documents', options?: PageOptions) =>
    ofPages(layoutChanged, answers, options),

  /** Lists show only their first screen. */
  virtualList: (answers: 'documents', options?: PageOptions & { rows?: number }) =>
    ofPages(virtualList, answers, options),

  /** Each page of a list begins with the items of the one before. */
  duplicatePages: (answers: OfLists, options?: PageOptions) =>
    ofPages(duplicatePages, answers, options),

  /** Items of a list come in another order, and some a page later. */
  reorderedPages: (answers: OfLists, options?: PageOptions) =>
    ofPages(reorderedPages, answers, options),

  /** A list has no end. */
  loopingCursor: (answers: OfLists, options?: PageOptions) =>
    ofPages(loopingCursor, answers, options),

  /** The platform's clock is wrong. */
  pageClockOff: (answers: OfLists, options?: PageOptions & { byMs?: number }) =>
    ofPages(pageClockOff, answers, options),
}

function ofPages(
  kind: PageFaultKind,
  answers: AnswersName,
  { accounts = [], ...options }: PageOptions = {},
): WorldFault {
  return worldFault(kind, answers, givenOptions(options), accounts)
}

/** Options as the command line writes them; those that are undefined are left out. */
export function givenOptions(options: object): Record<string, string> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]))
}
