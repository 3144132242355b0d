import type { Kind } from '../kind.ts'
import { replaceLetters } from '../letters.ts'
import { neutralBirthday } from '../neutral.ts'

const letters = replaceLetters('birthday')

export const birthday: Kind = {
  kind: 'birthday',
  fields: /(^|_)(birth|birthday|birthdate|birth_date|date_of_birth|dob)$/,
  replace: (value, pseudonyms) =>
    /^\d{4}-\d\d-\d\d$/.test(value)
      ? pseudonyms.of('birthday', value, () => neutralBirthday)
      : letters(value, pseudonyms),
}
