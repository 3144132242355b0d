import { isNeutral } from '../neutral.ts'
import { matches, type Sign } from './sign.ts'

const harmless = /^(0|127|224|255|198\.1[89])\./

export const ip: Sign = {
  kind: 'ip',
  find(text, setting) {
    if (setting.in === 'program' || /version|agent|^secchua/.test(setting.field)) return []
    return [
      ...matches(
        text,
        /(?<![\w.]|\w\/)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![.\d])/g,
        (found) =>
          found.split('.').every((part) => Number(part) < 256) &&
          !harmless.test(found) &&
          !isNeutral(found),
      ),
      ...matches(
        text,
        /(?<![\w:.])(?:[0-9a-f]{1,4}:){3,7}(?::|[0-9a-f]{1,4})[0-9a-f:]*(?![\w:.])/gi,
        (found) =>
          !/^2001:0?db8:/i.test(found) &&
          !isNeutral(found) &&
          (found.includes('::') || found.split(':').length === 8),
      ),
    ]
  },
}
