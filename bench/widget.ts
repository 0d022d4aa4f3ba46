/**
 * What the widget costs a spa's page before anybody has pressed it: bytes of each
 * stage, main-thread time while the page loads and while nothing happens, beside the
 * same page without it. Chromium with the processor throttled four times, as a
 * mid-range phone.
 */
import type { Browser, CDPSession, Page } from '@playwright/test'
import { weighStages } from '../widget/budget.ts'
import { launchBrowser } from '../widget/tests/harness/browser.ts'
import { startHostSite } from '../widget/tests/harness/host-site.ts'
import { MockAva } from '../widget/tests/harness/mock-ava.ts'

const RUNS = 5
const THROTTLE = 4
const IDLE_MS = 3_000

interface PageCost {
  scriptMs: number
  /** Sum of what each long task took over 50 ms. */
  blockingMs: number
  longestTaskMs: number
  /** Share of the main thread, in percent, over three seconds of nothing. */
  idlePercent: number
  /** From navigation to the launcher's first frame; null without the widget. */
  launcherMs: number | null
}

/** `args[0]`: how many runs to take the median of. */
export async function run(args: string[]): Promise<object> {
  const runs = Number(args[0] ?? RUNS)
  const stages = await weighStages()
  console.table(
    Object.fromEntries(
      stages.map(({ stage, raw, gzip, brotli, budget }) => [stage, { raw, gzip, brotli, budget: budget ?? '–' }]),
    ),
  )
  const browser = await launchBrowser()
  try {
    // In turn, so that a busy moment of the machine meets both.
    const without: PageCost[] = []
    const withWidget: PageCost[] = []
    for (let index = 0; index < runs; index++) {
      without.push(await measurePage(browser, { hasWidget: false }))
      withWidget.push(await measurePage(browser, { hasWidget: true }))
    }
    const pages = { 'page alone': median(without), 'page with the widget': median(withWidget) }
    console.table(
      Object.fromEntries(
        Object.entries(pages).map(([name, cost]) => [
          name,
          {
            'script ms': cost.scriptMs,
            'blocking ms': cost.blockingMs,
            'longest task ms': cost.longestTaskMs,
            'idle CPU %': cost.idlePercent,
            'launcher visible ms': cost.launcherMs ?? '–',
          },
        ]),
      ),
    )
    console.log(
      `Medians of ${runs} runs at ${THROTTLE}× throttle. Targets: 0 ms blocking and 0 % idle over the page alone.`,
    )
    return { stages, throttle: THROTTLE, runs, pages, targets: { blockingMs: 0, idlePercent: 0 } }
  } finally {
    await browser.close()
  }
}

async function measurePage(browser: Browser, { hasWidget }: { hasWidget: boolean }): Promise<PageCost> {
  const ava = await new MockAva().start()
  const site = await startHostSite({ avaUrl: ava.url, hasWidget })
  // A context of its own: nothing is in a cache yet.
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    // Processor time of the thread: on a busy machine the clock on the wall measures the neighbours.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE })
    await page.addInitScript(OBSERVE)
    await page.goto(site.url, { waitUntil: 'networkidle' })
    const launcherMs = hasWidget ? await launcherVisible(page) : null
    const loaded = await metrics(devtools)
    const idlePercent = await idleShare(page, devtools)
    const tasks = await page.evaluate<number[]>('longTasks')
    return {
      scriptMs: round(loaded.ScriptDuration * 1_000),
      blockingMs: round(tasks.reduce((sum, ms) => sum + ms - 50, 0)),
      longestTaskMs: round(Math.max(0, ...tasks)),
      idlePercent,
      launcherMs: launcherMs === null ? null : round(launcherMs),
    }
  } finally {
    await context.close()
    await site.stop()
    await ava.stop()
  }
}

/** Runs in the page before any script of it: notes long tasks, and the first frame that shows the launcher. */
const OBSERVE = `
  window.longTasks = []
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((entry) => entry.duration)))
    .observe({ type: 'longtask', buffered: true })
  window.launcherVisible = new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('ava-receptionist')) return
      observer.disconnect()
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
    }).observe(document, { childList: true, subtree: true })
  })`

function launcherVisible(page: Page): Promise<number> {
  return page.evaluate<number>('launcherVisible')
}

/** Of the page's main thread, once it has come to rest. */
async function idleShare(page: Page, devtools: CDPSession): Promise<number> {
  await page.waitForTimeout(1_000)
  const before = await metrics(devtools)
  await page.waitForTimeout(IDLE_MS)
  const after = await metrics(devtools)
  return round(((after.TaskDuration - before.TaskDuration) / (IDLE_MS / 1_000)) * 100)
}

async function metrics(devtools: CDPSession): Promise<Record<'ScriptDuration' | 'TaskDuration', number>> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0
  return {
    ScriptDuration: value('ScriptDuration'),
    TaskDuration: value('TaskDuration'),
  }
}

/** Each figure's own median. */
function median(costs: PageCost[]): PageCost {
  const middle = (pick: (cost: PageCost) => number) => {
    const sorted = costs.map(pick).sort((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)]!
  }
  return {
    scriptMs: middle((cost) => cost.scriptMs),
    blockingMs: middle((cost) => cost.blockingMs),
    longestTaskMs: middle((cost) => cost.longestTaskMs),
    idlePercent: middle((cost) => cost.idlePercent),
    launcherMs: costs[0]?.launcherMs == null ? null : middle((cost) => cost.launcherMs ?? 0),
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
