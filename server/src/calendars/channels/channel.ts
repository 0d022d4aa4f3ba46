import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { CalendarError } from '../../adapters/calendar/calendar.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import type { Calendar } from '../../db/generated/client.ts'
import { openConnection } from '../access/open-calendar.ts'
import type { CalendarDependencies } from '../dependencies.ts'
import { placeOf } from '../mirror/mirror-appointment.ts'

const dayMs = 86_400_000
const LIVES_MS = 7 * dayMs
/** Renewed so long before it ends: a day in which everything may go wrong. */
const EARLY_MS = dayMs

/**
 * Sees to it that Google tells this server of changes in a calendar, now and for a day at least,
 * and comes back before the channel ends. Without an https address there is none, and the
 * calendar is read every quarter of an hour alone. Throws CalendarError.
 */
export async function renewChannel(
  deps: CalendarDependencies,
  { tenant, calendarId }: { tenant: Tenant; calendarId: string },
): Promise<void> {
  const address = deps.pushAddress
  if (address === null) return
  const now = deps.clock()
  const calendar = await tenant.db.calendar.findFirst({ where: { id: calendarId }, include: { connection: true } })
  // A broken account gets its channels back when it works again.
  if (calendar?.connection.status !== 'active') return
  const { channelId, channelResourceId, channelExpiresAt } = calendar
  if (channelExpiresAt && !isChannelDue(calendar, now)) {
    return comeBack(deps, { tenant, calendarId, expiresAt: channelExpiresAt })
  }
  const mirror = await openConnection(deps, { tenant, connection: calendar.connection })
  const stop = (channel: { id: string; resourceId: string }) =>
    mirror.unwatch(channel).catch((error: unknown) => {
      if (!(error instanceof CalendarError)) throw error
      // It ends by itself; until then what it says is refused.
      deps.logger.info({ err: error, calendarId }, 'a channel could not be stopped')
    })
  const id = newChannelId(tenant.id)
  const token = randomBytes(32).toString('base64url')
  // Known before it is asked for: its first word may come before the answer does.
  const { count } = await tenant.db.calendar.updateMany({
    where: { id: calendarId, channelId, channelExpiresAt },
    data: { channelId: id, channelTokenHash: hashOf(token), channelResourceId: null, channelExpiresAt: null },
  })
  // Another job has begun to open one, or has opened it, since we looked.
  if (count === 0) return
  const expiresAt = new Date(now.getTime() + LIVES_MS)
  const opened = await mirror.watch(placeOf(calendar), { id, token, address, expiresAt })
  const isKnown = await tenant.transaction(async (tx) => {
    const { count } = await tx.calendar.updateMany({
      where: { id: calendarId, channelId: id },
      data: { channelResourceId: opened.resourceId, channelExpiresAt: opened.expiresAt },
    })
    if (count === 0) return false
    // What changed while the one channel was not yet open and the other not known any more.
    await deps.enqueue(tx, 'sync-calendar', { tenantId: tenant.id, calendarId, cause: 'change' })
    return true
  })
  // Another job has begun to open one since, or the calendar is gone: one channel is enough.
  if (!isKnown) return stop({ id, resourceId: opened.resourceId })
  await comeBack(deps, { tenant, calendarId, expiresAt: opened.expiresAt })
  if (channelId && channelResourceId) await stop({ id: channelId, resourceId: channelResourceId })
}

/** Whether a calendar has no channel, or one that is to be renewed. */
export function isChannelDue({ channelExpiresAt }: Pick<Calendar, 'channelExpiresAt'>, now: Date): boolean {
  return channelExpiresAt === null || channelExpiresAt.getTime() - EARLY_MS <= now.getTime()
}

async function comeBack(
  deps: CalendarDependencies,
  { tenant, calendarId, expiresAt }: { tenant: Tenant; calendarId: string; expiresAt: Date },
): Promise<void> {
  const startAfter = new Date(expiresAt.getTime() - EARLY_MS + 60_000)
  await tenant.transaction((tx) =>
    deps.enqueue(tx, 'renew-calendar-channel', { tenantId: tenant.id, calendarId }, { startAfter }),
  )
}

/** 32 digits of the spa, a dash, and 27 letters that nobody guesses: at most 64 are allowed. */
function newChannelId(tenantId: string): string {
  return `${tenantId.replaceAll('-', '')}-${randomBytes(20).toString('base64url')}`
}

/** The spa that a channel was opened for; null when it is none of ours. Says nothing about whether it is open. */
export function tenantIdOfChannel(channelId: string): string | null {
  const hex = /^([\da-f]{32})-[\w-]{27}$/.exec(channelId)?.[1]
  if (!hex) return null
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/**
 * Google says that something changed. True when it is really Google, about a channel that is
 * open; then the calendar will be read. Nothing that comes along is trusted beyond that.
 */
export async function receivePush(
  deps: CalendarDependencies,
  push: { tenant: Tenant; channelId: string; token: string; resourceState: string },
): Promise<boolean> {
  const { tenant, channelId } = push
  return tenant.transaction(async (tx) => {
    const calendar = await tx.calendar.findFirst({
      where: { channelId, connection: { status: { not: 'disconnected' } } },
      select: { id: true, channelTokenHash: true },
    })
    // Compared also where there is nothing to compare with: how long it takes tells nothing.
    const isOurs = isSame(calendar?.channelTokenHash ?? '', push.token)
    if (!calendar || !isOurs) return false
    // The first word of a channel only says that it is open.
    if (push.resourceState !== 'sync') {
      await deps.enqueue(tx, 'sync-calendar', { tenantId: tenant.id, calendarId: calendar.id, cause: 'change' })
    }
    return true
  })
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function isSame(hash: string, token: string): boolean {
  const wanted = Buffer.alloc(32)
  Buffer.from(hash, 'hex').copy(wanted)
  return timingSafeEqual(wanted, createHash('sha256').update(token).digest()) && hash !== ''
}
