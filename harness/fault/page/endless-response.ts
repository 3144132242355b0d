import { answerNames, pageFaultKind } from './page-fault.ts'

export const endlessResponse = pageFaultKind({
  name: 'endlessResponse',
  docs: {
    title: 'An answer never ends',
    meaning: 'Its head and half of its body come, then nothing more, and the connection stays.',
    example: 'endlessResponse:comments?forMs=5000',
    options: {},
  },
  answers: answerNames,
  breaks: 'degrades-loudly',
  meets: 'loud',
  alter: (answer) => ({ ...answer, endless: true }),
})
