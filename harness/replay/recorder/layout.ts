/** How a HAR with every body inline becomes the files of a recording that `git diff` shows well. */
import { gzipSync } from 'node:zlib'
import { z } from 'zod'

/** Contents by path, relative to the recording's folder. */
export type RecordingFiles = ReadonlyMap<string, Buffer>

const harWithBodies = z.looseObject({
  log: z.looseObject({
    entries: z.array(
      z.looseObject({
        request: z.looseObject({ url: z.string() }),
        response: z.looseObject({
          content: z.looseObject({
            mimeType: z.string(),
            text: z.string().optional(),
            encoding: z.literal('base64').optional(),
          }),
        }),
      }),
    ),
  }),
})
type Entry = z.infer<typeof harWithBodies>['log']['entries'][number]
type Content = Entry['response']['content']

/** A HAR longer than this is packed. */
const packedFromBytes = 1_000_000
/** A body that is no text gets a file of its own from here on. */
const fileFromBytes = 64 * 1024

const pageTypes = new Map([
  ['text/html', 'html'],
  ['text/css', 'css'],
  ['text/javascript', 'js'],
  ['application/javascript', 'js'],
])

/**
 * Pages, scripts, style sheets and large binary bodies get files of their own below `pages/`; the
 * rest is `traffic.har`, or `traffic.har.gz` if it is long.
 */
export function layOut(har: unknown): RecordingFiles {
  const { log, ...rest } = harWithBodies.parse(har)
  const files = new Map<string, Buffer>()
  const entries = log.entries.map((entry, index) => {
    const body = bodyOf(entry.response.content)
    const path = pathOf(entry, index, body)
    if (path === undefined) return entry
    files.set(path, body)
    const { text: _, encoding: __, ...content } = entry.response.content
    return {
      ...entry,
      response: { ...entry.response, content: { ...content, _file: path } },
    }
  })
  const text = `${joinPairs(JSON.stringify({ ...rest, log: { ...log, entries } }, null, 2))}\n`
  const traffic = Buffer.from(text)
  if (traffic.length <= packedFromBytes) files.set('traffic.har', traffic)
  else files.set('traffic.har.gz', gzipSync(traffic, { level: 9 }))
  return files
}

function bodyOf({ text = '', encoding }: Content): Buffer {
  return Buffer.from(text, encoding ?? 'utf8')
}

/** The body's own file, if it gets one: `pages/012-content-manage.html`. */
function pathOf(entry: Entry, index: number, body: Buffer): string | undefined {
  const { mimeType, encoding } = entry.response.content
  const [type = ''] = mimeType.split(';', 1)
  const isLarge = encoding === 'base64' && body.length >= fileFromBytes
  const extension = pageTypes.get(type.trim()) ?? (isLarge ? 'bin' : undefined)
  if (extension === undefined || body.length === 0) return undefined
  const stem = new URL(entry.request.url).pathname
    .split('/')
    .slice(-2)
    .join('-')
    .replace(/\.\w+$/, '')
    .replace(/[^a-z0-9-]+/gi, '-')
    .replace(/^-+/, '')
    .slice(0, 60)
  return `pages/${String(index).padStart(3, '0')}-${stem || 'page'}.${extension}`
}

/** Puts each name-value pair on one line. */
function joinPairs(json: string): string {
  return json.replace(
    /\{\n\s+("name": "(?:[^"\\]|\\.)*"),\n\s+("value": "(?:[^"\\]|\\.)*")\n\s+\}/g,
    '{ $1, $2 }',
  )
}
