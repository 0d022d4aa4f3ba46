import { brotliCompressSync } from 'node:zlib'
import type { Browser } from '@playwright/test'
import type { SignedIn } from './pages.ts'

export interface FirstPaint {
  /** All scripts that the page loads by itself, compressed as a browser gets them. */
  scriptBytes: number
  /** Largest contentful paint, in milliseconds from the navigation. */
  lcpMs: number
}

export const THROTTLE = 4

/** A first visit with nothing in the cache, on a processor slowed down four times. */
export async function measureFirstPaint(browser: Browser, who: SignedIn, path: string): Promise<FirstPaint> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    await context.addCookies(
      who.cookie.split('; ').map((pair) => {
        const at = pair.indexOf('=')
        return { name: pair.slice(0, at), value: pair.slice(at + 1), url: who.url }
      }),
    )
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE })
    const scripts: Promise<number>[] = []
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return
      scripts.push(response.body().then((body) => brotliCompressSync(body).length))
    })
    await page.addInitScript(`new PerformanceObserver((list) => (window.largestPaint = list.getEntries().at(-1).startTime))
      .observe({ type: 'largest-contentful-paint', buffered: true })`)
    await page.goto(who.url + path, { waitUntil: 'load' })
    await page.waitForTimeout(1_500)
    const lcpMs = await page.evaluate<number>('window.largestPaint ?? NaN')
    const scriptBytes = (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0)
    return { scriptBytes, lcpMs: Math.round(lcpMs) }
  } finally {
    await context.close()
  }
}
