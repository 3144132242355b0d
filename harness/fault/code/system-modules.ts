import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The modules of the system under test: `system/**` in TypeScript, without tests and types. Not by
 * Node's `globSync`, which draws random numbers when it is first used: a simulation's first run in
 * a process would not be like its second.
 */
export function systemModules(root: string): string[] {
  return readdirSync(join(root, 'system'), { recursive: true, encoding: 'utf8' })
    .map((file) => `system/${file.replaceAll('\\', '/')}`)
    .filter((file) => /\.ts$/.test(file) && !/\.(test|spec|d)\.ts$/.test(file))
    .filter((file) => !file.includes('/node_modules/'))
    .sort()
}
