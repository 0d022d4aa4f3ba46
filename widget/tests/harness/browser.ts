import { fileURLToPath } from 'node:url'
import { chromium, type Browser } from '@playwright/test'
import { findChromium } from '../../../scripts/chromium.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** A browser with a microphone that beeps once a second, and whose questions are answered with yes. */
export async function launchBrowser(moreArguments: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: await findChromium({ playwrightChromium: chromium.executablePath(), root }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      ...moreArguments,
    ],
  })
}
export const GRANT_MICROPHONE = '--use-fake-ui-for-media-stream'
