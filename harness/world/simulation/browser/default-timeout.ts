/** Playwright's own, where a call gives none. */
export const defaultTimeoutMs = 30_000
