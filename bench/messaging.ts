/**
 * Texts and mails that come in, and the inbox that they come into: Twilio has to be answered soon and nothing may be lost,
 * and people at the desk list and search a spa's messages of years while they talk with somebody.
 */
import { loadavg } from 'node:os'
import { say, step } from '../scripts/say.ts'
import { openBenchDatabase, settings } from './booking/database.ts'
import { pair } from './booking/figures.ts'
import { measureInbox, type InboxResult } from './messaging/inbox.ts'
import { idOf, seedInbox } from './messaging/inbox-seed.ts'
import { measureWebhooks, PER_SECOND, type WebhookResult } from './messaging/webhooks.ts'

const help = `Inbound webhooks, and list and search, on a database with 1,000,000 messages of one spa.

  npm run bench -- messaging            everything, about eight minutes
  npm run bench -- messaging --quick    40,000 messages and shorter measurements, to try it out

It exits with 1 when a webhook was lost or refused, not when a target is missed.`

const targets = { webhookP95Ms: 20, webhooksPerSecond: PER_SECOND, inboxP95Ms: 30 }

export async function run(args: string[]): Promise<object> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(help)
    process.exit(0)
  }
  const isQuick = args.includes('--quick')
  const messages = isQuick ? 40_000 : 1_000_000
  const database = await step('starting PostgreSQL', openBenchDatabase)
  try {
    await step(`seeding ${messages.toLocaleString('en')} messages`, () =>
      seedInbox(database.admin, { messages, ofFirst: messages, spas: 1 }),
    )
    const inbox = await step('list and search', () =>
      measureInbox(database.prisma, { rounds: isQuick ? 10 : 60, staffId: idOf('member', 1) }),
    )
    const webhooks = await step('webhooks', () =>
      measureWebhooks(database, isQuick ? { seconds: 10, answeringSeconds: 5 } : { seconds: 60, answeringSeconds: 30 }),
    )
    const loadAverage = loadavg()[0]!
    print({ inbox, webhooks, loadAverage })
    if (webhooks.some(({ lost, refused }) => lost !== 0 || refused > 0)) process.exitCode = 1
    const result = { messages, inbox, webhooks, loadAverage, targets, settings }
    return isQuick ? { isQuick, ...result } : result
  } finally {
    await step('cleaning up', () => database.close())
  }
}

function print(measured: { inbox: InboxResult[]; webhooks: WebhookResult[]; loadAverage: number }): void {
  const { inbox, webhooks, loadAverage } = measured
  say('\nNumbers are p50 / p95 in milliseconds.\n')
  console.table(
    webhooks.map(({ what, perSecond, answer, refused, lost }) => ({
      'inbound webhooks': what,
      'each second': perSecond,
      'ms p50 / p95': pair(answer),
      refused,
      lost,
      target: verdict(answer.p95 <= targets.webhookP95Ms && refused === 0 && lost === 0, 'p95 ≤ 20, none lost'),
    })),
  )
  console.table(
    inbox.map(({ what, spread, found }) => ({
      what,
      'ms p50 / p95': pair(spread),
      found,
      target: verdict(spread.p95 <= targets.inboxP95Ms, 'p95 ≤ 30'),
    })),
  )
  say(`Load average of the machine: ${loadAverage.toFixed(1)}.`)
  say('PostgreSQL, the server, the sandbox and whoever sends the webhooks share the machine.')
}

function verdict(isMet: boolean, target: string): string {
  return `${target}: ${isMet ? 'met' : 'missed'}`
}
