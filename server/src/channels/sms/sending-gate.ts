import type { Tenant } from '../../db/for-tenant.ts'
import type { MessageKind } from '../../messages/queue-message.ts'
import { STOPPED_PURPOSE } from './notices.ts'
import { optedOutBy } from './opt-outs.ts'
import { quietUntil } from './quiet-hours.ts'
import { isZone, zonesOfNumber } from './zones-of-number.ts'

export type SmsGate =
  /** `from` null: the spa has no number of its own, and the account's serves. */
  | { go: true; from: string | null }
  | {
      go: false
      reason: 'opted_out' | 'not_registered' | 'quiet_hours' | 'no_number'
      /** The number it would go out from. */
      from: string | null
      /** Quiet hours: when they end. */
      until?: Date
    }

const ALERT_PURPOSE = 'emergency_alert'
/** As in the schema, for a spa that has set nothing. */
const DEFAULT_QUIET = { quietFromMin: 21 * 60, quietUntilMin: 8 * 60 }

/**
 * Whether a text may go out now, and from which number. Asked at the moment of sending: somebody may have
 * said STOP since it was queued. What is held for the registration goes out when that is live
 * (registration.ts); nobody is written to who does not want it, whatever it is about.
 */
export async function smsGate(
  tenant: Tenant,
  request: { from: string | null; to: string; kind: MessageKind; purpose?: string; now: Date },
): Promise<SmsGate> {
  const { from: wanted, to, kind, purpose, now } = request
  const own = await tenant.db.channelAddress.findMany({
    where: { channel: 'sms' },
    orderBy: { id: 'asc' },
    select: { value: true, registration: true },
  })
  const live = own.find(({ value, registration }) => registration === 'live' && value !== to)
  // The spa's own people are alerted whatever the carriers think of its number, and though it be theirs.
  if (purpose === ALERT_PURPOSE) return { go: true, from: live?.value ?? null }
  if (own.length === 0 && wanted !== null) return { go: false, reason: 'no_number', from: null }
  // The number that they wrote to answers them, as long as it is the spa's.
  const address = own.find(({ value }) => value === wanted) ?? live ?? own[0]
  const from = address?.value ?? null
  const isFarewell = purpose === STOPPED_PURPOSE
  if (from !== null && !isFarewell && (await optedOutBy(tenant.db, { ourAddress: from, theirAddress: to })) !== null) {
    return { go: false, reason: 'opted_out', from }
  }
  if (address && address.registration !== 'live') {
    // A code that waits is a code that has expired: better that they ask for one by email.
    return { go: false, reason: kind === 'code' ? 'no_number' : 'not_registered', from }
  }
  if (kind === 'notice') {
    const until = await nightAt(tenant, { to, now })
    if (until) return { go: false, reason: 'quiet_hours', from, until }
  }
  return { go: true, from }
}

/** The end of the recipient's night, if it is night where they are. */
async function nightAt(tenant: Tenant, { to, now }: { to: string; now: Date }): Promise<Date | null> {
  const [setting, zones] = await Promise.all([
    tenant.db.channelSetting.findFirst({
      where: { channel: 'sms' },
      select: { quietFromMin: true, quietUntilMin: true },
    }),
    zonesOfPerson(tenant, to),
  ])
  return quietUntil(now, { zones, hours: setting ?? DEFAULT_QUIET })
}

/**
 * Where somebody said that they are, else where their area code is, else where the spa is. A number of
 * several people, or of several zones, counts for all of them.
 */
async function zonesOfPerson(tenant: Tenant, phone: string): Promise<readonly string[]> {
  const people = await tenant.db.customer.findMany({
    where: { mergedIntoId: null, identities: { some: { kind: 'phone', value: phone } } },
    select: { timeZone: true },
  })
  const said = people.map(({ timeZone }) => timeZone).filter((zone) => zone !== null && isZone(zone))
  const byNumber = said.length > 0 && said.length === people.length ? [] : await zonesOfNumber(phone)
  const zones = [...new Set([...(said as string[]), ...byNumber])]
  if (zones.length > 0) return zones
  const spa = await tenant.db.tenant.findFirstOrThrow({ select: { timeZone: true } })
  return [spa.timeZone]
}
