import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { freePort, startServerProcess } from '../../server/tests/harness/server-process.ts'
import { seedMinimalSpa } from '../../server/tests/harness/minimal-spa.ts'
import type { BenchDatabase } from '../booking/database.ts'
import { round } from '../booking/figures.ts'
import { Mails, OUR_MAIL } from './mails.ts'
import { inTime, inTurn, type SendingResult } from './pace.ts'
import { OURS, Texts } from './texts.ts'

export const PER_SECOND = 100
/** The longest that a spa may have Ava wait; the webhooks alone are measured in less. */
const LATER_SECONDS = 120

export interface WebhookResult extends SendingResult {
  what: string
  /** Answered with 200 and not in the database. */
  lost: number
}

/**
 * The server as it runs for spas, the sandbox and this process, which signs and sends, are a process each. First
 * the webhooks alone, with Ava's answers queued for later; then with her answering, which takes what is left.
 */
export async function measureWebhooks(
  database: BenchDatabase,
  { seconds, answeringSeconds }: { seconds: number; answeringSeconds: number },
): Promise<WebhookResult[]> {
  const { tenant } = await seedMinimalSpa(database.prisma)
  await tenant.db.channelAddress.create({ data: { channel: 'sms', value: OURS, registration: 'live' } })
  await tenant.db.channelAddress.create({ data: { channel: 'email', value: OUR_MAIL, registration: 'live' } })
  for (const channel of ['sms', 'email'] as const) {
    await tenant.db.channelSetting.create({ data: { channel, debounceSeconds: LATER_SECONDS } })
  }
  const stored = () => tenant.db.communicationMessage.count({ where: { direction: 'inbound' } })
  const measure = async (what: string, send: () => Promise<SendingResult>): Promise<WebhookResult> => {
    const before = await stored()
    const sent = await send()
    const taken = sent.answer.count - sent.refused
    return { what, ...sent, perSecond: round(sent.perSecond), lost: taken - ((await stored()) - before) }
  }
  return withServer(database, async ({ texts, mails }) => {
    const results: WebhookResult[] = []
    for (const [name, sender] of [
      ['texts', texts],
      ['mails', mails],
    ] as const) {
      await inTurn(sender, 100)
      results.push(await measure(`${name}, one after the other`, () => inTurn(sender, 300)))
      const all = { perSecond: PER_SECOND, count: PER_SECOND * seconds }
      results.push(await measure(`${name}, ${PER_SECOND} begun each second, ${seconds} s`, () => inTime(sender, all)))
    }
    await tenant.db.channelSetting.updateMany({ where: { channel: 'sms' }, data: { debounceSeconds: 4 } })
    const what = `texts, ${PER_SECOND} begun each second, ${answeringSeconds} s, Ava answering meanwhile`
    const some = { perSecond: PER_SECOND, count: PER_SECOND * answeringSeconds }
    return [...results, await measure(what, () => inTime(texts, some))]
  })
}

async function withServer<T>(
  database: BenchDatabase,
  work: (senders: { texts: Texts; mails: Mails }) => Promise<T>,
): Promise<T> {
  const sandbox = await startSandboxProcess()
  try {
    const server = await startServerProcess({ databaseUrl: database.appUrl, sandboxPort: sandbox.port })
    const port = Number(new URL(server.url).port)
    const texts = new Texts({ port, publicBaseUrl: `http://localhost:${port}` })
    const mails = new Mails({ port })
    try {
      return await work({ texts, mails })
    } finally {
      texts.close()
      mails.close()
      await server.kill()
    }
  } finally {
    sandbox.process.kill('SIGKILL')
  }
}

async function startSandboxProcess(): Promise<{ port: number; process: ChildProcess }> {
  const port = await freePort()
  const main = fileURLToPath(new URL('../../sandbox/src/main.ts', import.meta.url))
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'] ?? '', SANDBOX_PORT: String(port) },
    stdio: 'ignore',
  })
  // Not listening yet: asked again until it is.
  const isThere = async () => (await fetch(`http://127.0.0.1:${port}/control/faults`).catch(() => null))?.ok === true
  const giveUpAt = performance.now() + 30_000
  while (!(await isThere())) {
    if (child.exitCode !== null || performance.now() > giveUpAt) {
      child.kill()
      throw new Error('The sandbox did not start')
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return { port, process: child }
}
