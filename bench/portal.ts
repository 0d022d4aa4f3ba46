/**
 * The portal as a busy front desk has it: how long the server takes for each page on a database that a thousand
 * spas share, how much JavaScript a page brings, and when a slow computer has painted it.
 */
import { loadavg } from 'node:os'
import { seed } from '../prisma/seed/seed.ts'
import { buildWhatIsStale } from '../scripts/build.ts'
import { say, step } from '../scripts/say.ts'
import { startServerProcess } from '../server/tests/harness/server-process.ts'
import { launchBrowser } from '../widget/tests/harness/browser.ts'
import { openBenchDatabase, settings } from './booking/database.ts'
import { pair, spreadOf, timed, type Spread } from './booking/figures.ts'
import { seedInbox } from './messaging/inbox-seed.ts'
import { measureFirstPaint, THROTTLE, type FirstPaint } from './portal/first-paint.ts'
import { findPages, getPage, signIn, type SignedIn } from './portal/pages.ts'

const help = `Every page of the portal, on a database with 1,000 spas and 1,000,000 messages.

  npm run bench -- portal            everything, about six minutes
  npm run bench -- portal --quick    40 spas, 40,000 messages and fewer rounds, to try it out

It exits with 1 when a page fails, not when a target is missed.`

const targets = { serverP95Ms: 100, scriptBytes: 150_000, lcpMs: 1_000 }

interface PageResult {
  page: string
  /** From the request to the last byte, in milliseconds; answers of a server that has answered it before. */
  server: Spread
  paint: FirstPaint
}

export async function run(args: string[]): Promise<object> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(help)
    process.exit(0)
  }
  const isQuick = args.includes('--quick')
  const size = isQuick ? { messages: 40_000, spas: 40 } : { messages: 1_000_000, spas: 1_000 }
  const rounds = isQuick ? { server: 10, paint: 1 } : { server: 40, paint: 3 }
  await step('building the portal', buildWhatIsStale)
  const database = await step('starting PostgreSQL', openBenchDatabase)
  try {
    await step('filling in the demo spas', () => seed({ ...database, today: new Date() }))
    const { id: tenantId } = await database.admin.tenant.findFirstOrThrow({ where: { siteKey: 'glow' } })
    // A tenth of all messages is the measured spa's: the busiest by far.
    await step(`seeding ${size.messages.toLocaleString('en')} messages`, () =>
      seedInbox(database.admin, { ...size, ofFirst: size.messages / 10, firstTenantId: tenantId }),
    )
    // No provider is asked for anything on the way.
    const server = await startServerProcess({ databaseUrl: database.appUrl, sandboxPort: 9 })
    try {
      const who = await signIn(server.url, 'owner@glow.example')
      const paths = await findPages(who, database.admin, tenantId)
      const spreads = await step('the server', () => measureServer(who, paths, rounds.server))
      const paints = await step('the browser', () => measureBrowser(who, paths, rounds.paint))
      const pages = paths.map((page): PageResult => ({ page, server: spreads.get(page)!, paint: paints.get(page)! }))
      const loadAverage = loadavg()[0]!
      print(pages, loadAverage)
      const result = { ...size, pages: pages.map(withoutIds), loadAverage, targets, settings }
      return isQuick ? { isQuick, ...result } : result
    } finally {
      await server.kill()
    }
  } finally {
    await step('cleaning up', () => database.close())
  }
}

/** In turn, so that a busy moment of the machine meets all pages. */
async function measureServer(who: SignedIn, paths: string[], rounds: number): Promise<Map<string, Spread>> {
  const durations = new Map(paths.map((path) => [path, [] as number[]]))
  for (const path of paths) await getPage(who, path)
  for (let round = 0; round < rounds; round++) {
    for (const path of paths) durations.get(path)!.push(await timed(() => getPage(who, path)))
  }
  return new Map([...durations].map(([path, each]) => [path, spreadOf(each)]))
}

/** The median of each figure. */
async function measureBrowser(who: SignedIn, paths: string[], rounds: number): Promise<Map<string, FirstPaint>> {
  const browser = await launchBrowser()
  try {
    const results = new Map<string, FirstPaint>()
    for (const path of paths) {
      const all: FirstPaint[] = []
      for (let round = 0; round < rounds; round++) all.push(await measureFirstPaint(browser, who, path))
      const lcp = all.map(({ lcpMs }) => lcpMs).sort((a, b) => a - b)
      results.set(path, { scriptBytes: all[0]!.scriptBytes, lcpMs: lcp[Math.floor(lcp.length / 2)]! })
    }
    return results
  } finally {
    await browser.close()
  }
}

/** Ids differ from run to run. */
function withoutIds(result: PageResult): PageResult {
  return { ...result, page: nameOf(result.page) }
}

function nameOf(path: string): string {
  return path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, ':id')
}

function print(pages: PageResult[], loadAverage: number): void {
  console.table(
    pages.map(({ page, server, paint }) => ({
      page: nameOf(page),
      'server p50 / p95 ms': pair(server),
      'script kB (br)': (paint.scriptBytes / 1_000).toFixed(1),
      [`LCP ms at ${THROTTLE}×`]: paint.lcpMs,
      missed: [
        server.p95 > targets.serverP95Ms ? 'server' : '',
        paint.scriptBytes > targets.scriptBytes ? 'script' : '',
        paint.lcpMs > targets.lcpMs ? 'LCP' : '',
      ]
        .filter(Boolean)
        .join(', '),
    })),
  )
  say('Targets: server p95 ≤ 100 ms, script ≤ 150 kB, LCP ≤ 1,000 ms.')
  say(`Load average of the machine: ${loadAverage.toFixed(1)}. PostgreSQL, the server and the browser share it.`)
}
