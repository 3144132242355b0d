import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { empty } from './viewer/samples/empty.ts'
import { hostileModel, hostileTexts } from './viewer/samples/hostile.ts'
import { reportHtml, writeReport } from './write.ts'

const template =
  '<body><script type="application/json" id="report"></script><script>run()</script></body>'

function dataOf(html: string): string {
  return /id="report">([^<]*)<\/script><script>run\(\)<\/script><\/body>$/.exec(html)?.[1] ?? ''
}

test.each(hostileTexts)('keeps %j inside the data and gives it back whole', (text) => {
  const html = reportHtml({ ...empty, headline: text }, template)
  expect(dataOf(html)).not.toMatch(/[<>&\u2028\u2029]/)
  expect(JSON.parse(dataOf(html)).headline).toBe(text)
  expect(html.match(/<script/g)).toHaveLength(2)
})

test('gives a model with hostile text in every place back as it was', () => {
  const model = hostileModel()
  expect(JSON.parse(dataOf(reportHtml(model, template)))).toEqual(model)
})

test('refuses a template that has no place for the data', () => {
  expect(() => reportHtml(empty, '<html></html>')).toThrow(/no <script type="application\/json"/)
})

test('makes the folder and writes nothing but the report', async () => {
  await using folder = await temporaryFolder()
  const bundle = join(import.meta.dirname, 'viewer/index.html')
  await writeReport(empty, join(folder.path, 'a/b/report.html'), bundle)
  expect(await readdir(join(folder.path, 'a/b'))).toEqual(['report.html'])
  const html = await readFile(join(folder.path, 'a/b/report.html'), 'utf8')
  expect(html).toContain(`"scenario":"${empty.scenario}"`)
})

test('names the command that builds the viewer when the viewer is missing', async () => {
  await using folder = await temporaryFolder()
  const report = join(folder.path, 'report.html')
  await expect(writeReport(empty, report, join(folder.path, 'none.html'))).rejects.toThrow(
    /could not be read.*npx vite build harness\/report\/viewer/,
  )
  expect(await readdir(folder.path)).toEqual([])
})

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'glassbox-report-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}
