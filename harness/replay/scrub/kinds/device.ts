import type { Kind } from '../kind.ts'
import { replaceLetters } from '../letters.ts'
import { id } from './id.ts'

const letters = replaceLetters('device')

export const device: Kind = {
  kind: 'device',
  fields:
    /(^|_)(device_?id|did|iid|install_?id|web_?id|openudid|udid|uuid|imei|imsi|meid|oaid|idfa|idfv|gaid|mac|mac_addr|mac_address|android_?id|serial|serial_(no|number)|fingerprint|client_?id|cdid|clientudid|ssid|bssid|user_unique_id|device_name|hostname|computer_name)$/,
  pattern:
    /(?<![\w-])[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![\w-])|(?<![\w:-])(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}(?![\w:-])/,
  replace: (value, pseudonyms) =>
    /^\d+$/.test(value) ? id.replace(value, pseudonyms) : letters(value, pseudonyms),
}
