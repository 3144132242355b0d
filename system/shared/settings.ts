/**
 * Reads settings from the environment. A wrong value is refused by name, with what is allowed.
 */
import { z } from 'zod'
import { OperatorError } from './errors.ts'

type Env = Readonly<Record<string, string | undefined>>

/** An environment variable that is set and not empty. */
export function envText(env: Env, name: string): string | undefined {
  const value = env[name]
  return value === undefined || value === '' ? undefined : value
}

/** A whole number of the environment; `fallback` where it is not set. */
export function envInteger(
  env: Env,
  name: string,
  fallback: number,
  range: { min: number; max: number },
): number {
  const value = envText(env, name)
  if (value === undefined) return fallback
  const parsed = z.coerce.number().int().min(range.min).max(range.max).safeParse(value)
  if (parsed.success) return parsed.data
  throw new OperatorError(
    `Could not use ${name}=${value}: it has to be a whole number from ${range.min} to ${range.max}.`,
  )
}

/** `true` or `false`; `fallback` where it is not set. */
export function envBoolean(env: Env, name: string, fallback: boolean): boolean {
  const value = envText(env, name)
  if (value === undefined) return fallback
  if (value === 'true' || value === '1') return true
  if (value === 'false' || value === '0') return false
  throw new OperatorError(`Could not use ${name}=${value}: it has to be true or false.`)
}

/** Words of a variable: a JSON array of strings, or words separated by spaces. */
export function envWords(env: Env, name: string): string[] {
  const value = envText(env, name)?.trim()
  if (value === undefined) return []
  if (!value.startsWith('[')) return value.split(/\s+/)
  const parsed = z.array(z.string()).safeParse(parseJson(value))
  if (parsed.success) return parsed.data
  throw new OperatorError(
    `Could not use ${name}=${value}: it has to be a JSON array of strings, or words separated by spaces.`,
  )
}

/** The value that a JSON text holds; undefined where it is no JSON, which no JSON text holds. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The caller says what was expected; the parser's own words would add nothing to it.
    return undefined
  }
}

/** The first complaint of a schema as `path: what is wrong`. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined) return 'is not as expected'
  const path = issue.path.join('.')
  return path === '' ? issue.message : `${path}: ${issue.message}`
}
