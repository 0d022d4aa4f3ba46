import type { ProviderDetail, ProviderList, ResourceList } from '@ava/protocol/portal/set-up-people.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { clockOf } from '../../tenants/week.ts'

const soonDays = 60
const dayMs = 86_400_000

function licenceState(expires: Date | null, now: Date) {
  if (expires === null) return 'unknown'
  // It holds through its last day, wherever that is.
  const end = expires.getTime() + 1.5 * dayMs
  if (end < now.getTime()) return 'expired'
  return end - now.getTime() < soonDays * dayMs ? 'expires_soon' : 'valid'
}

const asDay = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null

const calendarState = (calendar: { withheldSince: Date | null; connection: { status: string } } | null) => {
  if (!calendar || calendar.connection.status === 'disconnected') return 'none'
  return calendar.connection.status === 'broken' || calendar.withheldSince !== null ? 'broken' : 'connected'
}

const withCalendar = { select: { withheldSince: true, connection: { select: { status: true } } } } as const

export async function readProviders(tenant: Tenant, { now }: { now: Date }): Promise<ProviderList> {
  const rows = await tenant.db.provider.findMany({
    orderBy: [{ isActive: 'desc' }, { familyName: 'asc' }, { givenName: 'asc' }],
    include: {
      calendar: withCalendar,
      schedules: { select: { startMin: true, endMin: true } },
      eligibility: { where: { service: { isActive: true } }, select: { serviceId: true } },
    },
  })
  return {
    providers: rows.map((row) => ({
      id: row.id,
      displayName: row.displayName,
      credential: row.credential,
      licenceExpires: asDay(row.licenceExpires),
      licence: licenceState(row.licenceExpires, now),
      isActive: row.isActive,
      serviceCount: row.eligibility.length,
      weeklyMin: row.schedules.reduce((sum, { startMin, endMin }) => sum + endMin - startMin, 0),
      calendar: calendarState(row.calendar),
      updatedAt: row.updatedAt.toISOString(),
    })),
  }
}

/** `id` null: the form of a new one. Null: there is none such. */
export async function readProvider(tenant: Tenant, { id }: { id: string | null }): Promise<ProviderDetail | null> {
  return tenant.transaction(async (tx) => {
    const choices = {
      locations: await locationChoices(tx),
      services: await tx.service.findMany({
        orderBy: [{ category: 'asc' }, { name: 'asc' }],
        select: { id: true, name: true, category: true, allowedCredentials: true },
      }),
    }
    if (id === null) return { provider: null, choices }
    const row = await tx.provider.findFirst({
      where: { id },
      include: {
        calendar: withCalendar,
        resource: { select: { locationId: true } },
        eligibility: { select: { serviceId: true } },
        schedules: { orderBy: [{ weekday: 'asc' }, { startMin: 'asc' }] },
      },
    })
    if (!row) return null
    return {
      choices,
      provider: {
        id: row.id,
        givenName: row.givenName,
        familyName: row.familyName,
        displayName: row.displayName,
        credential: row.credential,
        licenceNumber: row.licenceNumber,
        licenceState: row.licenceState?.trim() ?? null,
        licenceExpires: asDay(row.licenceExpires),
        bio: row.bio,
        maxPerDay: row.maxPerDay,
        homeLocationId: row.resource[0]?.locationId ?? choices.locations[0]!.id,
        serviceIds: row.eligibility.map(({ serviceId }) => serviceId),
        week: row.schedules.map(({ locationId, weekday, startMin, endMin }) => ({
          locationId,
          weekday,
          from: clockOf(startMin),
          to: clockOf(endMin),
        })),
        isActive: row.isActive,
        calendar: calendarState(row.calendar),
        updatedAt: row.updatedAt.toISOString(),
      },
    }
  })
}

export async function readResources(tenant: Tenant): Promise<ResourceList> {
  return tenant.transaction(async (tx) => {
    const rows = await tx.resource.findMany({
      where: { kind: { in: ['room', 'device'] } },
      orderBy: [{ isActive: 'desc' }, { kind: 'asc' }, { name: 'asc' }],
    })
    const segments = await tx.serviceSegment.findMany({
      where: { service: { isActive: true } },
      select: { needsResources: true, service: { select: { name: true } } },
    })
    const usersOf = (purpose: string) => [
      ...new Set(
        segments.filter(({ needsResources }) => needsResources.includes(purpose)).map(({ service }) => service.name),
      ),
    ]
    const wanted = new Set(segments.flatMap(({ needsResources }) => needsResources))
    const there = new Set(rows.filter(({ isActive }) => isActive).map(({ purpose }) => purpose))
    return {
      locations: await locationChoices(tx),
      missing: [...wanted].filter((purpose) => !there.has(purpose)).sort(),
      resources: rows.map(({ id, name, kind, purpose, locationId, isActive, updatedAt }) => ({
        id,
        name,
        kind: kind === 'device' ? 'device' : 'room',
        purpose: purpose ?? '',
        locationId,
        isActive,
        updatedAt: updatedAt.toISOString(),
        usedBy: usersOf(purpose ?? '').sort(),
      })),
    }
  })
}

function locationChoices(tx: TenantTransaction) {
  return tx.location.findMany({ orderBy: { id: 'asc' }, select: { id: true, name: true, timeZone: true } })
}
