/** All kinds that are recognised by field or by pattern; the first that fits is it. */
import type { Kind } from '../kind.ts'
import { birthday } from './birthday.ts'
import { device } from './device.ts'
import { email } from './email.ts'
import { id } from './id.ts'
import { ip } from './ip.ts'
import { location } from './location.ts'
import { name } from './name.ts'
import { nationalId } from './national-id.ts'
import { phone } from './phone.ts'
import { secUid } from './sec-uid.ts'
import { authorization, cookie, signature, token } from './secret.ts'

export const kinds: readonly Kind[] = [
  cookie,
  authorization,
  signature,
  token,
  secUid,
  email,
  nationalId,
  phone,
  ip,
  birthday,
  device,
  name,
  location,
  id,
]
