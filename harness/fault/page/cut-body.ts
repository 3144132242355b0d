import { answerNames, pageFaultKind } from './page-fault.ts'

export const cutBody = pageFaultKind({
  name: 'cutBody',
  docs: {
    title: 'An answer is cut off',
    meaning: 'The connection ends after half of the body that its head promises.',
    example: 'cutBody:messages?forMs=5000',
    options: {},
  },
  answers: answerNames,
  breaks: 'degrades-loudly',
  meets: 'loud',
  alter: (answer) =>
    answer.body.length < 2
      ? undefined
      : { ...answer, cutAfterBytes: Math.floor(answer.body.length / 2) },
})
