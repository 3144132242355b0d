/** Loads a script that drives a recording. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RecordScript } from '../replay/recorder/script.ts'
import { ExpectedError } from './exit.ts'

/** @throws ExpectedError if the file is no module whose default export is a function */
export async function loadRecordScript(file: string): Promise<RecordScript> {
  const path = resolve(file)
  if (!existsSync(path)) {
    throw new ExpectedError(`Could not find the script ${file}. Give the path of a module.`)
  }
  const exported = await importDefault(file, path)
  if (isScript(exported)) return exported
  throw new ExpectedError(
    `Could not use the script ${file}: its default export is no function. Export one, as ` +
      'export default async ({ page, episode }) => { … }.',
  )
}

async function importDefault(file: string, path: string): Promise<unknown> {
  try {
    const module: { default?: unknown } = await import(pathToFileURL(path).href)
    return module.default
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ExpectedError(`Could not load the script ${file}: ${reason}`)
  }
}

function isScript(value: unknown): value is RecordScript {
  return typeof value === 'function'
}
