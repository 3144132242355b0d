import { globSync } from 'node:fs'

/** The modules of the system under test: `system/**` in TypeScript, without tests and types. */
export function systemModules(root: string): string[] {
  return globSync('system/**/*.ts', { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !/\.(test|spec|d)\.ts$/.test(file) && !file.includes('/node_modules/'))
    .sort()
}
