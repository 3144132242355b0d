/** Master's REST over a real socket. */
import { WorldError } from './world.ts'

const requestLimitMs = 45_000

/** @throws WorldError if Master does not answer in time. */
export async function askMaster(
  url: string,
  token: string,
  method: string,
  path: string,
): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(requestLimitMs),
    })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    throw new WorldError(`Could not ask Master ${method} ${path}: ${String(cause)}.`, { cause })
  }
}
