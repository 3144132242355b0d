import { matches, type Sign } from './sign.ts'

/** Digits with what people put between them. */
const spaced = /(?<![\d.]|\d[ -])(?:86[\s()-]{0,2})?1[\s().-]?[3-9](?:[\s().-]?\d){9}(?!\d)/g

export const phone: Sign = {
  kind: 'phone',
  find: (text, setting) =>
    setting.in === 'program'
      ? matches(text, /(?<![\w.])1[3-9]\d{9}(?![\w.])/g)
      : matches(text, spaced, (found) => !/[\n,:;"'[\]{}]|\.\d/.test(found)),
}
