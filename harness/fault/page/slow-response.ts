import { answerNames, pageFaultKind } from './page-fault.ts'

export const slowResponse = pageFaultKind({
  name: 'slowResponse',
  docs: {
    title: 'Answers are slow',
    meaning: 'Each begins later.',
    example: 'slowResponse:all?delayMs=2000&forMs=5000',
    options: { delayMs: 'by so many milliseconds; 1000 if not given' },
  },
  answers: answerNames,
  options: { delayMs: { default: 1000, min: 1, max: 600_000, unit: 'ms', milder: 'smaller' } },
  breaks: 'I1',
  meets: 'copes',
  alter: (answer, { values: { delayMs = 0 } }) => ({
    ...answer,
    delayMs: (answer.delayMs ?? 0) + delayMs,
  }),
})
