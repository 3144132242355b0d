/** What a person sees while a run goes on, and at its end. */
import { styleText } from 'node:util'
import type { Verdict } from '../check/finding.ts'
import type { RunResult } from '../run/result.ts'
import { unaskedSentence } from '../trace/unasked.ts'

/** Blue, orange and magenta tell apart for everybody; the word and the mark say the same. */
export const looks: Record<
  Verdict,
  { mark: string; style: 'blueBright' | 'yellowBright' | 'magentaBright' }
> = {
  pass: { mark: '✓', style: 'blueBright' },
  fail: { mark: '✗', style: 'yellowBright' },
  unknown: { mark: '?', style: 'magentaBright' },
}

export class Terminal {
  readonly #stream: NodeJS.WriteStream
  readonly #startMs = performance.now()

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }

  title(text: string): void {
    this.#write(`\n${this.#style('bold', text)}`)
  }

  /** One line of progress, with the seconds since the run began, real ones unless given. */
  line(text: string, elapsedMs = performance.now() - this.#startMs): void {
    const seconds = (elapsedMs / 1000).toFixed(1).padStart(6)
    this.#write(`${this.#style('gray', `${seconds} s`)}  ${printable(text)}`)
  }

  result(result: RunResult, command: string): void {
    const { mark, style } = looks[result.verdict]
    this.#write(
      `\n${this.#style(style, `${mark} ${result.verdict}`)}  ${printable(result.headline)}`,
    )
    for (const finding of result.findings.slice(0, 5)) {
      this.#write(`  ${finding.invariant}: ${printable(finding.summary)}`)
      for (const s of finding.suspects.slice(0, 3)) {
        this.#write(
          `    ${s.file}:${s.line}${s.function ? ` ${s.function}` : ''}  ${printable(s.reason)}`,
        )
      }
    }
    const hidden = result.findings.length - 5
    if (hidden > 0) this.#write(`  and ${hidden} more in the report`)
    const unasked = result.unasked && unaskedSentence(result.unasked)
    if (unasked) this.#write(`  ${printable(unasked)}`)
    this.#write(
      [
        `verdict ${Math.round(result.verdictLatencyMs)} ms after the last event; the run took ${(result.durationMs / 1000).toFixed(1)} s`,
        `report   ${result.report}`,
        `journal  ${result.journal}`,
        `repeat   ${command}`,
      ].join('\n'),
    )
  }

  #style(style: Parameters<typeof styleText>[0], text: string): string {
    return styleText(style, text, { stream: this.#stream })
  }

  #write(text: string): void {
    this.#stream.write(`${text}\n`)
  }
}

/** Text from a page or a message must not steer the terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are taken out.
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
}
