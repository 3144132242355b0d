import { matches, type Sign } from './sign.ts'

/** Digits with anything but a digit or a letter between them. */
const spaced = /(?<![\d.])(?:86\W{0,2})?1\W?[3-9](?:\W?\d){9}(?!\d)/g

export const phone: Sign = {
  kind: 'phone',
  find: (text, setting) =>
    setting.in === 'program'
      ? matches(text, /(?<![\w.])1[3-9]\d{9}(?![\w.])/g)
      : matches(text, spaced, (found) => !/[\n,:;"'[\]{}]|\.\d/.test(found)),
}
