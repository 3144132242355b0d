/** Builds the viewer into `dist/index.html`, for set-up and for tests. */
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))

/** Builds anew; takes about a second. Rejects with Vite's own message. */
export async function buildViewer(): Promise<void> {
  await build({ root, configFile: `${root}vite.config.ts`, logLevel: 'warn' })
}
