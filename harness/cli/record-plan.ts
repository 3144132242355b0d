/** What a person asks of `glassbox record`, checked before anything is started. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { findChromium } from '../../setup/chromium.mjs'
import { quietChromiumArgs } from '../replay/chromium-args.ts'
import { refuseExisting } from '../replay/recorder/finish.ts'
import { keyOf, recordingName } from '../replay/recorder/recording-name.ts'
import { spoolFolderOf } from '../replay/recorder/spool.ts'
import { ExpectedError } from './exit.ts'

export interface RecordFlags {
  out?: string
  name?: string
  description?: string
  storageState?: string
  script?: string
  headed?: boolean
  headless?: boolean
  locale?: string
  timeZone?: string
  hosts: string[]
  scrub: boolean
  key?: string
  allow: string[]
  allowField: string[]
  chromiumArg: string[]
  limit?: number
  recover?: string
}

/** A page that can be recorded. @throws InvalidArgumentError, a sentence */
export function pageAddress(text: string): URL {
  const url = URL.parse(text)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new InvalidArgumentError(
    `It must be the address of a page, as https://creator.douyin.com/, not “${text}”.`,
  )
}

/** @throws InvalidArgumentError, a sentence */
export function timeZoneName(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  } catch {
    // What Intl does not know, the browser would not either.
    throw new InvalidArgumentError(`It must be a time zone as Asia/Shanghai, not “${text}”.`)
  }
}

/** @throws InvalidArgumentError, a sentence */
export function localeTag(text: string): string {
  try {
    const [tag] = Intl.getCanonicalLocales(text)
    if (tag !== undefined) return tag
  } catch {
    // Said below, with what is right.
  }
  throw new InvalidArgumentError(`It must be a language as zh-CN, not “${text}”.`)
}

/** Adds the hosts of `a.test,b.test` to those given before. */
export function collectHosts(text: string, previous: string[]): string[] {
  return [...previous, ...text.toLowerCase().split(',').filter(Boolean)]
}

/** Where the recording goes. @throws RecordingError if something is there */
export function folderFor(url: URL, out: string | undefined, nowMs: number): string {
  if (out !== undefined) {
    const folder = resolve(out)
    refuseExisting(folder)
    return folder
  }
  const first = resolve('recordings', recordingName(url, nowMs))
  const isTaken = (folder: string) => existsSync(folder) || existsSync(spoolFolderOf(folder))
  let folder = first
  for (let number = 2; isTaken(folder); number += 1) folder = `${first}-${number}`
  return folder
}

export function headOf(url: URL, folder: string, flags: RecordFlags, nowMs: number) {
  const here = new Intl.DateTimeFormat().resolvedOptions()
  return {
    folder,
    name: keyOf(flags.name ?? basename(folder)) || 'recording',
    description: flags.description ?? `Recorded from ${url.hostname} with glassbox record.`,
    startUrl: url.href,
    timeZone: flags.timeZone ?? here.timeZone,
    locale: flags.locale ?? here.locale,
    startedAtMs: nowMs,
    isScrubbed: flags.scrub,
  }
}

/** How Chromium is started. @throws ExpectedError where it cannot be */
export function chromiumFor(flags: RecordFlags) {
  const isHeaded = flags.headed ?? (flags.headless !== true && flags.script === undefined)
  if (isHeaded) requireDisplay()
  const { executablePath, args } = setUpChromium()
  return {
    executablePath,
    args: [...args, ...quietChromiumArgs, ...flags.chromiumArg],
    headless: !isHeaded,
  }
}

function setUpChromium() {
  try {
    return findChromium()
  } catch (error) {
    throw new ExpectedError(error instanceof Error ? error.message : String(error))
  }
}

function requireDisplay(): void {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  if (process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY) return
  throw new ExpectedError(
    'Could not open a window: this machine has no display (neither DISPLAY nor WAYLAND_DISPLAY is ' +
      'set). Let a script drive with --script FILE, record what the page does by itself with ' +
      '--headless, or start under xvfb-run.',
  )
}

const storageState = z.object({ cookies: z.array(z.object({ value: z.string() })) })

/** The values of the cookies. @throws ExpectedError if the file is no storage state of Playwright */
export function cookiesIn(file: string): string[] {
  try {
    const state = storageState.parse(JSON.parse(readFileSync(file, 'utf8')))
    return state.cookies.map(({ value }) => value)
  } catch (error) {
    const reason = error instanceof z.ZodError ? 'it has no list of cookies' : String(error)
    throw new ExpectedError(
      `Could not use the storage state ${file}: ${reason}. Make one with ` +
        'context.storageState({ path }) of Playwright, logged in.',
    )
  }
}

/** What a person sees of a folder: relative where it is below. */
export function shownFolder(folder: string): string {
  const here = `${join(process.cwd())}/`
  return folder.startsWith(here) ? folder.slice(here.length) : folder
}
