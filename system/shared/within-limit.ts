/** The result of some work, or an error once the limit has passed; the work itself goes on. */
export async function withinLimit<T>(
  work: Promise<T>,
  limitMs: number,
  failure: string,
): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    late.reject(new Error(`${failure} within ${limitMs} ms.`))
  }, limitMs)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Whether some work is done within a limit; the work itself goes on. Rejects as the work does. */
export async function isDoneWithin(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => late.resolve(false), limitMs)
  try {
    return await Promise.race([work.then(() => true), late.promise])
  } finally {
    clearTimeout(timer)
  }
}
