/** Puts a report model into the built viewer: one HTML file that opens from disk. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ReportModel } from './model.ts'

/** The viewer as `vite build harness/report/viewer` leaves it. */
export const viewerFile = fileURLToPath(new URL('./viewer/dist/index.html', import.meta.url))

/** Matches the one element of the viewer that holds the data. */
const slot = /(<script type="application\/json" id="report">)[^<]*(<\/script>)/

/** Characters that could end the element or, as U+2028 and U+2029, a line of script. */
const unsafe = /[<>&\u2028\u2029]/g

/**
 * The viewer with the model embedded. The data is JSON in which nothing can end its element,
 * whatever the run's pages, logs and errors said.
 */
export function reportHtml(model: ReportModel, template: string): string {
  if (!slot.test(template)) {
    throw new Error(
      'Could not make the report: its template has no <script type="application/json" ' +
        'id="report"> to hold the data. Build it anew with `npx vite build harness/report/viewer`.',
    )
  }
  const json = JSON.stringify(model).replace(unsafe, escapeCharacter)
  return template.replace(slot, (_whole, open: string, close: string) => open + json + close)
}

/**
 * Writes the report to `file`, whose folder is made if need be. The file appears whole or not at
 * all. Rejects with a sentence if the viewer was never built.
 */
export async function writeReport(
  model: ReportModel,
  file: string,
  template = viewerFile,
): Promise<void> {
  const html = reportHtml(model, await readTemplate(template))
  await mkdir(dirname(file), { recursive: true })
  const part = `${file}.${process.pid}.part`
  await writeFile(part, html)
  await rename(part, file)
}

async function readTemplate(template: string): Promise<string> {
  try {
    return await readFile(template, 'utf8')
  } catch (cause) {
    throw new Error(
      `Could not write the report: the report viewer could not be read at ${template}. ` +
        'Build it with `npx vite build harness/report/viewer`; `npm start` does it by itself.',
      { cause },
    )
  }
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
