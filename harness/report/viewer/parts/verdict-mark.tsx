import type { Verdict } from '../../model.ts'
import './verdict-mark.css'

/** One shape per verdict, so that no verdict rests on colour alone. */
const shapes = {
  pass: {
    outline: 'M8 .8a7.2 7.2 0 1 1 0 14.4A7.2 7.2 0 0 1 8 .8Z',
    sign: 'M4.6 8.3 7 10.7l4.5-5.2',
  },
  fail: {
    outline: 'M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5Z',
    sign: 'm5.3 5.3 5.4 5.4m0-5.4-5.4 5.4',
  },
  unknown: {
    outline: 'M8 .2 15.8 8 8 15.8.2 8Z',
    sign: 'M6.1 6.3a1.9 1.9 0 1 1 2.9 1.6c-.7.4-1 .8-1 1.5m0 1.9v.2',
  },
} as const

/** The mark of a verdict. It is always beside the word. */
export function VerdictMark({ verdict, size = 14 }: { verdict: Verdict; size?: number }) {
  return (
    <svg
      class={`mark mark-${verdict}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
    >
      <path class="mark-outline" d={shapes[verdict].outline} />
      <path class="mark-sign" d={shapes[verdict].sign} />
    </svg>
  )
}

/** Mark and word. */
export function VerdictWord({ verdict }: { verdict: Verdict }) {
  return (
    <span class={`verdict verdict-${verdict}`}>
      <VerdictMark verdict={verdict} />
      {verdict}
    </span>
  )
}
