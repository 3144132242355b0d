import type { ReportModel } from '../../model.ts'
import { seedModel } from './seed.ts'

/** Text that would do harm if any of it were taken as markup or as the end of the data. */
export const hostileTexts = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(2)>',
  '<!--<script>',
  '\u2028\u2029"\\$&$1',
  'javascript:alert(3)',
] as const

const words = hostileTexts.join(' ')
const longPath = `system/${'a-very-long-folder-name/'.repeat(8)}${'界面'.repeat(12)}-manager.ts`
const longText = '这是一条非常长的评论没有任何空格也没有标点符号'.repeat(12)

/** The seed run in which every text from outside is hostile, very long, or Chinese. */
export function hostileModel(): ReportModel {
  const seed = seedModel()
  return {
    ...seed,
    title: words,
    scenario: words,
    world: words,
    headline: `${words} ${longText}`,
    command: words + longText,
    acts: seed.acts.map((act, index) => ({
      ...act,
      name: `${index} ${words}`,
      summary: words + longText,
      funnel: act.funnel.map((hop) => ({
        ...hop,
        hop: `${hop.hop} ${words}`,
        lost: hop.lost.map(hurt),
      })),
      findings: act.findings.map((finding) => ({
        ...finding,
        id: finding.id + words,
        summary: words + longText,
        items: [words],
        suspects: finding.suspects.map((suspect) => ({
          ...suspect,
          file: longPath,
          function: words,
          reason: words + longText,
          source: [{ line: suspect.line, text: words + longText }],
        })),
      })),
    })),
    faults: seed.faults.map((fault) => ({ ...fault, fault: words + longText })),
    episodes: seed.episodes.map((one) => ({ ...one, accountId: words, title: words + longText })),
    unasked: {
      count: 300,
      of: 400,
      statics: 1,
      first: [
        { exchange: 1, method: words, url: longText + words, episode: words, account: words },
      ],
    },
    spans: seed.spans.map((span) => ({
      ...span,
      name: words,
      attributes: { [words]: longText + words },
    })),
    caught: seed.caught.map((each) => ({ ...each, message: words, stack: words, file: longPath })),
    logs: seed.logs.map((log) => ({ ...log, text: words + longText })),
    ledger: seed.ledger.map((row) => ({ ...row, note: words })),
    notes: [words, longText],
  }
}

function hurt(text: string): string {
  return text + words
}
