import type { ReportModel } from '../../model.ts'

/** The model that the page carries, or a sentence that says why there is none. */
export function readModel(page: Document): ReportModel | string {
  const text = page.getElementById('report')?.textContent ?? ''
  if (text.trim() === '') {
    return 'This is the report viewer without a run. `npx glassbox report RUN` writes one with its data.'
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    return (
      `Could not read the data of this report: ${String(error)}. The file was probably cut ` +
      'short; write it again with `npx glassbox report RUN`.'
    )
  }
}
