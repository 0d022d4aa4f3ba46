import type { Tenant } from '../db/for-tenant.ts'
import type { CalendarConnectionKind, CalendarConnectionStatus } from '../db/generated/client.ts'
import type { CalendarDependencies } from './dependencies.ts'
import { withheldNow } from './health/withholding.ts'
import { whyInWords } from './health/words.ts'

interface ChosenCalendar {
  id: string
  providerId: string
  providerName: string
  externalId: string
  name: string
  showsService: boolean
  lastSyncedAt: Date | null
  withheldSince: Date | null
  /** Null while its times are offered. */
  why: string | null
  /** Changes are told at once; otherwise they are seen within a quarter of an hour. */
  isPushed: boolean
}

interface Connection {
  id: string
  kind: CalendarConnectionKind
  account: string
  status: CalendarConnectionStatus
  createdAt: Date
  brokenSince: Date | null
  why: string | null
  nextTryAt: Date | null
  calendars: ChosenCalendar[]
}

export interface ConnectionList {
  connections: Connection[]
  /** False: this server has no https address that Google could call; calendars are read every quarter of an hour alone. */
  canBePushed: boolean
}

/** The accounts that a spa has connected, and whose calendars are chosen from them. */
export async function listConnections(
  deps: Pick<CalendarDependencies, 'clock' | 'pushAddress'>,
  { tenant }: { tenant: Tenant },
): Promise<ConnectionList> {
  const now = deps.clock()
  const rows = await tenant.db.calendarConnection.findMany({
    where: { status: { not: 'disconnected' } },
    include: { calendars: { include: { provider: { select: { displayName: true } } } } },
    orderBy: { createdAt: 'asc' },
  })
  return {
    canBePushed: deps.pushAddress !== null,
    connections: rows.map(
      ({ id, kind, account, status, createdAt, brokenSince, brokenReason, nextTryAt, calendars }) => ({
        id,
        kind,
        account,
        status,
        createdAt,
        brokenSince,
        why: brokenSince ? whyInWords(brokenReason) : null,
        nextTryAt,
        calendars: calendars
          .map((calendar) => ({ ...calendar, withheld: withheldNow(calendar, now) }))
          .map(({ withheld, ...calendar }) => ({
            id: calendar.id,
            providerId: calendar.providerId,
            providerName: calendar.provider.displayName,
            externalId: calendar.externalId,
            name: calendar.name,
            showsService: calendar.showsService,
            lastSyncedAt: calendar.lastSyncedAt,
            withheldSince: withheld?.since ?? null,
            why: withheld && whyInWords(withheld.reason),
            isPushed: calendar.channelExpiresAt !== null && calendar.channelExpiresAt > now,
          }))
          .sort((a, b) => a.providerName.localeCompare(b.providerName)),
      }),
    ),
  }
}
