/**
 * The name of a field, parameter, header or cookie in one form: `secUid`, `sec-uid` and `SEC_UID`
 * become `sec_uid`.
 */
export function fieldName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')
    .toLowerCase()
}
