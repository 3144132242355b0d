import { dockerEngine } from './docker-engine.mjs'

/**
 * Whether tests with containers can run here, for `describe.skipIf(!(await canUseContainers()))`.
 * The end of the test run says in one line why they were skipped. Where
 * `GLASSBOX_REQUIRE=containers` is set it rejects instead, and the test file fails.
 */
export async function canUseContainers(): Promise<boolean> {
  const engine = await dockerEngine()
  if (engine.available) return true
  if (process.env.GLASSBOX_REQUIRE === 'containers') {
    throw new Error(
      `GLASSBOX_REQUIRE=containers is set, but no Docker engine answers at ${engine.where}: ${engine.why}.`,
    )
  }
  return false
}
