import { test as base, expect, type Page } from '@playwright/test'
import pg from 'pg'
import { readFile } from 'node:fs/promises'
import { startAva } from './start-ava.ts'

/** Where the running parts of one worker's Ava are. */
export interface Running {
  url: string
  sandboxUrl: string
  databaseUrl: string
  hostPagePort: number
  serverLog: string
}

interface WorkerFixtures {
  /** A whole Ava, started once per worker. Its sandbox's ears hear one script at a time, as one caller does. */
  ava: Running
}

interface Fixtures {
  sandbox: Sandbox
  database: Database
  /** What must be true of every test: silent console, no error in the server's log, no violation of a provider's protocol. */
  cleanliness: { allowConsole(pattern: RegExp): void; allowLog(pattern: RegExp): void }
}

export interface Sandbox {
  /** What the sandbox's ear hears in the next (or the open) call, turn by turn. */
  hears(...utterances: string[]): Promise<void>
  faults(faults: Record<string, unknown>): Promise<void>
  noFaults(): Promise<void>
  outbox(): Promise<{ channel: string; to: string; text: string }[]>
}

export interface Database {
  /** Rows of one spa, as the database's owner would read them under that spa's name. */
  rows<R extends pg.QueryResultRow>(siteKey: string, sql: string, values?: unknown[]): Promise<R[]>
  /** The first of them, as soon as there is one: what is on the screen may be in the database a moment later. */
  soon<R extends pg.QueryResultRow>(siteKey: string, sql: string, values?: unknown[]): Promise<R>
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  ava: [
    // Playwright wants the empty pattern here.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const { running, stop } = await startAva()
      await use(running)
      await stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  sandbox: async ({ ava }, use) => {
    const call = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
      const response = await fetch(`${ava.sandboxUrl}/control/${path}`, {
        method,
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      })
      expect(response.ok, `${method} /control/${path}`).toBe(true)
      return (await response.json()) as Record<string, unknown>
    }
    await call('DELETE', 'violations')
    await use({
      hears: async (...utterances) => void (await call('POST', 'ears', { utterances })),
      faults: async (faults) => void (await call('POST', 'faults', faults)),
      noFaults: async () => void (await call('DELETE', 'faults')),
      outbox: async () => (await call('GET', 'outbox'))['messages'] as never,
    })
    await call('DELETE', 'faults')
    expect((await call('GET', 'violations'))['violations']).toEqual([])
  },

  database: async ({ ava }, use) => {
    const client = new pg.Client({ connectionString: ava.databaseUrl })
    await client.connect()
    const rows: Database['rows'] = async (siteKey, sql, values = []) => {
      await client.query('begin')
      try {
        await client.query(`select set_config('app.site_key', $1, true)`, [siteKey])
        await client.query(`select set_config('app.tenant_id', id::text, true) from tenants where site_key = $1`, [
          siteKey,
        ])
        return (await client.query(sql, values)).rows as never
      } finally {
        await client.query('rollback')
      }
    }
    const soon = async (siteKey: string, sql: string, values: unknown[] = []): Promise<never> => {
      let first: unknown
      const look = async () => ([first] = await rows(siteKey, sql, values)).length
      await expect.poll(look, { message: sql }).toBeGreaterThan(0)
      return first as never
    }
    await use({ rows, soon })
    await client.end()
  },

  cleanliness: [
    async ({ page, ava }, use) => {
      const allowedConsole: RegExp[] = []
      const allowedLog: RegExp[] = []
      const said: string[] = []
      watchConsole(page, said)
      page.context().on('page', (other) => watchConsole(other, said))
      const before = (await readFile(ava.serverLog, 'utf8')).length
      await use({
        allowConsole: (pattern) => void allowedConsole.push(pattern),
        allowLog: (pattern) => void allowedLog.push(pattern),
      })
      expect(said.filter((line) => !allowedConsole.some((pattern) => pattern.test(line)))).toEqual([])
      const logged = (await readFile(ava.serverLog, 'utf8')).slice(before).split('\n')
      const errors = logged.filter((line) => /"level":[56]0\b/.test(line))
      expect(errors.filter((line) => !allowedLog.some((pattern) => pattern.test(line)))).toEqual([])
    },
    { auto: true },
  ],
})

function watchConsole(page: Page, said: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') said.push(message.text())
  })
  page.on('pageerror', (error) => said.push(String(error)))
}

export { expect }
