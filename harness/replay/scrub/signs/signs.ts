import { address } from './address.ts'
import { device } from './device.ts'
import { email } from './email.ts'
import { id } from './id.ts'
import { ip } from './ip.ts'
import { nationalId } from './national-id.ts'
import { phone } from './phone.ts'
import { picture } from './picture.ts'
import { secUid } from './sec-uid.ts'
import { authorization, cookieValue, drawnToken, signature, token } from './secret.ts'
import type { Sign } from './sign.ts'
import {
  birthday,
  coordinate,
  foreignWords,
  location,
  name,
  pageWords,
  sentence,
  writing,
} from './words.ts'

/** Every sign; what several see is told by the first. */
export const signs: readonly Sign[] = [
  nationalId,
  phone,
  email,
  secUid,
  authorization,
  cookieValue,
  signature,
  token,
  name,
  location,
  coordinate,
  birthday,
  device,
  drawnToken,
  id,
  ip,
  address,
  foreignWords,
  writing,
  sentence,
  pageWords,
  picture,
]
