import type { Kind } from '../kind.ts'
import { replaceLetters } from '../letters.ts'

/** Names that people have or give themselves, and the handles that they are found by. */
export const name: Kind = {
  kind: 'name',
  fields:
    /(^|_)(nick|nick_?name|user_?name|screen_?name|real_?name|full_?name|first_?name|last_?name|family_?name|given_?name|display_?name|(author|sender|recipient|owner|account|group|room|shop|contact|friend|creator|reply_to_user)_?name|unique_?id|handle|douyin_?id|account|login_?name|login|remark(_name)?|alias|contact|receiver|consignee|anchor|user)$/,
  replace: replaceLetters('name'),
}
