import { parseArgs } from 'node:util'
import { setRegistration } from '../server/src/channels/sms/registration.ts'
import { openDatabase, type PrismaClient } from '../server/src/db/client.ts'
import { findAddresses, findTenantBySiteKey } from '../server/src/db/directory.ts'
import { forTenant } from '../server/src/db/for-tenant.ts'
import type { RegistrationState } from '../server/src/db/generated/client.ts'
import { createLogger } from '../server/src/log.ts'
import type { Enqueue } from '../server/src/queue/enqueue.ts'
import { openQueue } from '../server/src/queue/queue.ts'
import { withDatabase } from './db/database-urls.ts'

const states = ['not_started', 'brand_pending', 'campaign_pending', 'live', 'rejected'] as const

const help = `Says where a spa's number stands with the carriers (10DLC), or gives a spa its number.

  npm run sms:number -- <number> <state> [--spa <site key>] [--data <directory>]

  npm run sms:number -- +12125550142 campaign_pending --spa glow   gives Glow this number
  npm run sms:number -- +12125550142 live                          its campaign has been approved

States: ${states.join(', ')}. Texts from a number wait until it is live, and go out at that moment.
Only whoever runs Ava can say so: look at Twilio's console (Messaging, Regulatory compliance) first.

Uses DATABASE_OWNER_URL and DATABASE_URL, or the embedded PostgreSQL under --data
(default .data/postgres); stop Ava first then.
`

export type NumberResult =
  | { ok: true; released: number; isNew: boolean }
  | { ok: false; reason: 'no_number' | 'no_such_state' | 'unknown_number' | 'unknown_spa' | 'of_another_spa' }

/** Sets the state of a number, which becomes the spa's of `siteKey` if it was nobody's. Works as the application's role. */
export async function setSmsNumber(
  { database, enqueue, now }: { database: PrismaClient; enqueue: Enqueue; now: Date },
  { number, state, siteKey }: { number: string; state: string; siteKey: string | null },
): Promise<NumberResult> {
  if (!/^\+[1-9]\d{6,14}$/.test(number)) return { ok: false, reason: 'no_number' }
  if (!isState(state)) return { ok: false, reason: 'no_such_state' }
  const [owner = null] = await findAddresses(database, { channel: 'sms', values: [number] })
  const named = siteKey === null ? null : await findTenantBySiteKey(database, siteKey)
  if (siteKey !== null && !named) return { ok: false, reason: 'unknown_spa' }
  if (owner !== null && named && named.id !== owner) return { ok: false, reason: 'of_another_spa' }
  const tenantId = owner ?? named?.id
  if (tenantId === undefined) return { ok: false, reason: 'unknown_number' }
  const tenant = forTenant(database, tenantId)
  if (owner === null) await tenant.db.channelAddress.create({ data: { channel: 'sms', value: number } })
  const set = await setRegistration(tenant, { number, state, actor: 'operator', enqueue, now })
  if (!set.ok) return { ok: false, reason: 'unknown_number' }
  return { ok: true, released: set.released, isNew: owner === null }
}

const problems = {
  no_number: 'That is no number. Write it as +12125550142.',
  no_such_state: `There is no such state. Say one of: ${states.join(', ')}.`,
  unknown_number: 'No spa has this number. Name the spa that gets it: --spa <site key>.',
  unknown_spa: 'There is no spa with this site key.',
  of_another_spa: 'Another spa has this number.',
} as const

function isState(state: string): state is RegistrationState {
  return (states as readonly string[]).includes(state)
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, spa: { type: 'string' }, data: { type: 'string' } },
  })
  const [number, state] = positionals
  if (values.help || number === undefined || state === undefined) console.log(help)
  else {
    await withDatabase({ data: values.data }, async ({ appUrl }) => {
      const database = openDatabase({ connectionString: appUrl, poolSize: 1 })
      const queue = await openQueue({ connectionString: appUrl, logger: createLogger({ level: 'warn' }) })
      try {
        const deps = { database, enqueue: queue.enqueue, now: new Date() }
        const result = await setSmsNumber(deps, { number, state, siteKey: values.spa ?? null })
        if (!result.ok) throw new Error(problems[result.reason])
        const waited = result.released === 0 ? '' : ` ${result.released} texts that waited go out now.`
        console.log(`${number} is ${state}.${waited}`)
      } finally {
        await queue.close()
        await database.$disconnect()
      }
    })
  }
}
