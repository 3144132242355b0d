import { isNeutral } from '../neutral.ts'
import { matches, type Sign } from './sign.ts'

const uuid = /(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])/gi
const mac = /(?<![\w:-])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![\w:-])/gi
const fields =
  /(deviceid|openudid|imei|oaid|idfa|androidid|fingerprint|webid|installid|macaddress)$/

export const device: Sign = {
  kind: 'device',
  find(text, setting) {
    if (setting.in === 'program') return []
    const isField = fields.test(setting.field) && /^(?=.*\d)(?=.*[a-z])[\w-]{6,}$/i.test(text)
    const found = isField ? [text] : [...matches(text, uuid), ...matches(text, mac)]
    return found.filter((value) => !isNeutral(value))
  },
}
