/**
 * What can be wrong with the pages of an account: `hiscrm.page.problem` in spans, logs and metrics,
 * and `problem` in an account's status. Gravest first.
 */
export const pageProblemNames = [
  /** The page or its API asks to log in. */
  'login_required',
  /** The page or its API asks to prove that a person is there. */
  'captcha',
  /** The platform says that it is asked too often. */
  'rate_limited',
  /** Another page came than the one asked for, or a request was sent elsewhere. */
  'redirected',
  /** No answer in time, one that was cut short, or an error in its place. */
  'no_answer',
  /** An answer of a form that is not known: no JSON, no list, no element that can be read. */
  'unreadable',
  /** The page has not got an element that is needed to go on. */
  'missing_element',
  /** The page itself says that it could not load a list. */
  'page_error',
  /** A list goes on for ever: its cursor repeats, or nothing new comes. */
  'endless_list',
  /** Items, fields or rows are missing; what is there was taken. */
  'incomplete',
  /** A time is far off; its item was taken. */
  'clock_off',
] as const

export type PageProblemName = (typeof pageProblemNames)[number]
