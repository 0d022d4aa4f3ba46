import { existsSync } from 'node:fs'
import { chromium, type Browser } from '@playwright/test'

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A browser with a microphone that beeps once a second, and whose questions are answered with yes. */
export function launchBrowser(moreArguments: string[] = []): Promise<Browser> {
  return chromium.launch({
    // Debian's, else the one Playwright installed.
    executablePath: INSTALLED.find((file) => existsSync(file)),
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
