/** What a person sees of a search: one line of progress, then what was found. */

import { styleText } from 'node:util'
import type { SearchResult } from '../run/explore/explore.ts'
import type { ShrunkSeed } from '../run/explore/shrink-seed.ts'
import { looks, printable } from './terminal.ts'

/** How often a line is written where the stream is no terminal that one can be rewritten on. */
const lineEveryMs = 10_000

export class ExploreTerminal {
  readonly #stream: NodeJS.WriteStream
  readonly #startMs = performance.now()
  #lastMs = 0
  #open = false

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }

  title(text: string): void {
    this.#write(`\n${this.#style('bold', printable(text))}`)
  }

  progress(soFar: SearchResult, of: number): void {
    const seconds = (performance.now() - this.#startMs) / 1000
    this.#update(
      `${soFar.seeds} of ${of} seeds, ${soFar.failures} failed, ${soFar.unknowns} unknown; ` +
        `${hours(soFar.virtualMs)} of the system's time in ${seconds.toFixed(0)} s`,
    )
  }

  shrinking(faults: number, tried: number): void {
    this.#update(`shrinking: ${count(faults, 'fault')} left after ${count(tried, 'run')}`)
  }

  result({ verdict, seeds, failures, unknown, unknowns, reached, virtualMs }: SearchResult): void {
    const { mark, style } = looks[verdict]
    const seconds = (performance.now() - this.#startMs) / 1000
    this.#write(
      `\n${this.#style(style, `${mark} ${verdict}`)}  ${count(seeds, 'seed')}, ${failures} failed, ${unknowns} unknown; ${hours(virtualMs)} of virtual time in ${seconds.toFixed(1)} s`,
    )
    for (const { seed, findings } of unknown.slice(0, 3)) {
      this.#write(`  seed ${seed} is unknown: ${printable(findings[0]?.summary ?? '')}`)
    }
    // A search that was broken off by what it found has not failed to reach anything.
    if (verdict === 'fail') return
    this.#write('  reached, in how many seeds:')
    for (const [name, times] of reached) {
      this.#write(`  ${String(times).padStart(7)}  ${name}${times === 0 ? '  never reached' : ''}`)
    }
  }

  failure(
    { result, tried, repeats }: ShrunkSeed,
    { story, command }: { story: string; command: string },
  ): void {
    const failed = result.findings.filter(({ verdict }) => verdict === 'fail')
    this.#write(`\nseed ${result.seed}, ${howShrunk(result.faults.length, tried, repeats)}`)
    for (const fault of result.faults) this.#write(`  ${fault}`)
    for (const { invariant, summary, suspects } of failed.slice(0, 5)) {
      this.#write(`  ${invariant}: ${printable(summary)}`)
      for (const suspect of suspects) this.#write(`    ${suspect}`)
    }
    this.#write(`story    ${story}`)
    this.#write(`repeat   ${command}`)
  }

  /** On a terminal the line is rewritten; else a new one is written now and then. */
  #update(text: string): void {
    const nowMs = performance.now()
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\u001b[2K${text}`)
      this.#open = true
    } else if (nowMs - this.#lastMs > lineEveryMs) {
      this.#lastMs = nowMs
      this.#write(text)
    }
  }

  #style(style: Parameters<typeof styleText>[0], text: string): string {
    return styleText(style, text, { stream: this.#stream })
  }

  #write(text: string): void {
    if (this.#open) this.#stream.write('\r\u001b[2K')
    this.#open = false
    this.#stream.write(`${text}\n`)
  }
}

function howShrunk(faults: number, tried: number, repeats: boolean): string {
  if (!repeats)
    return 'which did not fail again when its faults were given by hand; it is not shrunk:'
  if (tried === 0) return `with ${count(faults, 'fault')}:`
  return `shrunk to ${count(faults, 'fault')} in ${count(tried, 'run')}:`
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

function hours(ms: number): string {
  return ms < 3_600_000 ? `${(ms / 60_000).toFixed(1)} min` : `${(ms / 3_600_000).toFixed(1)} h`
}
