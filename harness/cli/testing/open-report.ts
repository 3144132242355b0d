/** Opens a report from disk in a real Chromium and says what a reader would see and not see. */
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { findChromium } from '../../../setup/chromium.mjs'

export interface OpenedReport {
  /** Errors and warnings of the page's console, and errors nobody caught. */
  complaints: string[]
  /** What it asked the network for. */
  requests: string[]
  text: string
}

export async function openReport(file: string): Promise<OpenedReport> {
  const { executablePath, args } = findChromium()
  const browser = await chromium.launch({ executablePath, args })
  try {
    const page = await browser.newPage()
    const complaints: string[] = []
    const requests: string[] = []
    page.on('console', (message) => {
      if (message.type() !== 'log') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) requests.push(request.url())
    })
    await page.goto(pathToFileURL(file).href)
    await page.getByRole('heading', { name: 'Span ledger' }).waitFor()
    return { complaints, requests, text: await page.locator('body').innerText() }
  } finally {
    await browser.close()
  }
}
