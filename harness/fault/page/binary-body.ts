import { answerNames, pageFaultKind } from './page-fault.ts'

const protobuf = 'application/x-protobuf'

export const binaryBody = pageFaultKind({
  name: 'binaryBody',
  docs: {
    title: 'A body is binary',
    meaning: 'As many bytes, none of them readable; data says that it is protobuf.',
    example: 'binaryBody:works?forMs=5000',
    options: {},
  },
  answers: answerNames,
  breaks: 'degrades-loudly',
  meets: 'loud',
  alter(answer, { part }) {
    // 0x80 and above: no text in UTF-8 begins so.
    const body = Buffer.from(answer.body.map((byte) => byte | 0x80))
    // A page of that type a browser would only offer to save.
    if (part === 'document') return { ...answer, body }
    return { ...answer, mimeType: protobuf, headers: [['content-type', protobuf]], body }
  },
})
