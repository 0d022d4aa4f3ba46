import type { BookingForm, BookingFormQuery, FoundCustomers } from '@ava/protocol/portal/calendar.ts'
import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'
import type { Prisma } from '../../../db/generated/client.ts'
import { searchCustomers } from '../../../db/search-conversations.ts'
import { findFreeVisits } from '../../../scheduling/availability/find-free-visits.ts'
import { checkPrerequisite } from '../../../scheduling/check-prerequisite.ts'
import { explainRefusal } from '../../../scheduling/explain-refusal.ts'
import { forStaff } from '../../../scheduling/for-staff.ts'
import { loadAvailability } from '../../../scheduling/load-availability.ts'
import { screeningState } from '../../../scheduling/screening/screening-state.ts'
import { fullName } from '../conversations/conversation-summary.ts'
import { dayInZone, today, wallInstant, wallTime } from './local-day.ts'
import { chosenLocation } from './read-calendar.ts'

interface Options {
  query: BookingFormQuery
  staffId: string
  now: Date
}
/** Days that are looked through for the first one with a free time. */
const LOOK_DAYS = 14
const MAX_FOUND = 8
const noScreening = { state: 'none', missing: 0, earliest: null } as const

/** What somebody who books needs to know and to choose from, as far as they have chosen. */
export async function readBookingForm(tenant: Tenant, options: Options): Promise<BookingForm> {
  const { query, staffId, now } = options
  const form = await tenant.transaction(async (tx) => {
    const { location, locations } = await chosenLocation(tx, query.locationId)
    const { timeZone } = location
    const chosen = {
      locationId: location.id,
      timeZone,
      today: today(now, timeZone).toString(),
      locations: locations.map(({ id, name }) => ({ id, name })),
      services: await readServices(tx),
      providers: await readProviders(tx),
      customer: await readCustomer(tx, query.customerId),
    }
    const asked = { ...options, timeZone, locationId: location.id, customerId: chosen.customer?.id ?? null }
    const about = query.serviceId ? await aboutService(tx, tenant, { ...asked, serviceId: query.serviceId }) : null
    const none = { policy: null, screening: noScreening, missingConsultation: null, free: null }
    return { ...chosen, ...(about ?? none), check: null, isKnown: about !== null }
  })
  const { isKnown, ...rest } = form
  const { serviceId, providerId, start } = query
  if (!isKnown || !serviceId || !providerId || !start) return rest
  const startsAt = wallInstant(start, form.timeZone)
  if (!startsAt) return { ...rest, check: { startsAt: now.toISOString(), isFree: false, why: 'no_such_time' } }
  const wanted = { serviceIds: [serviceId], startsAt, providerId, locationId: form.locationId, staffId, now }
  const why = await explainRefusal(tenant, { ...wanted, customerId: form.customer?.id })
  const isFree = why === 'slot_taken'
  return { ...rest, check: { startsAt: startsAt.toISOString(), isFree, why: isFree ? null : why } }
}

async function aboutService(
  tx: TenantTransaction,
  tenant: Tenant,
  asked: Options & { serviceId: string; locationId: string; timeZone: string; customerId: string | null },
) {
  const { query, serviceId, timeZone, customerId, now, staffId } = asked
  const service = await tx.service.findFirst({
    where: { id: serviceId, isActive: true },
    include: { policy: true, prerequisite: { select: { name: true } } },
  })
  if (!service) return null
  const date = query.from ?? query.start?.slice(0, 10) ?? today(now, timeZone).toString()
  const startsAt = (query.start && wallInstant(query.start, timeZone)) || dayInZone(date, timeZone).endsAt
  const consultation = await checkPrerequisite(tx, { customerId, service, startsAt, alsoInVisit: [] })
  const startsOn = Temporal.PlainDate.from(query.start?.slice(0, 10) ?? date)
  return {
    policy: service.policy && { id: service.policy.id, version: service.policy.version, text: service.policy.text },
    screening: await screeningState(tx, { secrets: tenant.secrets, serviceId, customerId, startsOn, now }),
    missingConsultation: consultation.ok
      ? null
      : { serviceName: service.prerequisite?.name ?? '', validDays: consultation.validDays },
    free: await freeTimes(tx, { ...asked, date, staffId }),
  }
}

async function freeTimes(
  tx: TenantTransaction,
  asked: Options & { serviceId: string; locationId: string; timeZone: string; date: string },
): Promise<BookingForm['free']> {
  const { query, serviceId, locationId, timeZone, staffId, now } = asked
  const first = today(now, timeZone)
  const wanted = Temporal.PlainDate.from(asked.date)
  const from = Temporal.PlainDate.compare(wanted, first) < 0 ? first : wanted
  const to = from.add({ days: LOOK_DAYS - 1 })
  const availability = await loadAvailability(tx, {
    serviceIds: [serviceId],
    providerId: query.providerId,
    from: dayInZone(from.toString(), timeZone).startsAt,
    to: dayInZone(to.toString(), timeZone).endsAt,
    owner: { staffId },
    now,
  })
  const found = availability ? findFreeVisits(forStaff(availability.input)) : []
  const times = found
    .filter((visit) => visit.locationId === locationId)
    .map(({ start, end, parts: [part] }) => ({
      startsAt: new Date(start).toISOString(),
      endsAt: new Date(end).toISOString(),
      start: wallTime(new Date(start), timeZone),
      providerId: part!.providerId,
      providerName: availability!.providerNames.get(part!.providerId) ?? '',
    }))
  const day = times[0]?.start.slice(0, 10)
  return { from: from.toString(), to: day ?? to.toString(), times: times.filter(({ start }) => start.startsWith(day!)) }
}

async function readServices(tx: TenantTransaction): Promise<BookingForm['services']> {
  const rows = await tx.service.findMany({
    where: { isActive: true },
    orderBy: [{ category: 'asc' }, { name: 'asc' }],
    select: {
      id: true,
      name: true,
      category: true,
      segments: { where: { isVisible: true }, select: { durationMin: true } },
      eligibility: { select: { providerId: true } },
    },
  })
  return rows.map(({ segments, eligibility, ...service }) => ({
    ...service,
    minutes: segments.reduce((sum, { durationMin }) => sum + durationMin, 0),
    providerIds: eligibility.map(({ providerId }) => providerId),
  }))
}

async function readProviders(tx: TenantTransaction): Promise<BookingForm['providers']> {
  const rows = await tx.provider.findMany({
    where: { isActive: true },
    orderBy: [{ displayName: 'asc' }, { id: 'asc' }],
    select: { id: true, displayName: true },
  })
  return rows.map(({ id, displayName }) => ({ id, name: displayName }))
}

type FoundCustomer = FoundCustomers['customers'][number]

const customerColumns = {
  id: true,
  givenName: true,
  familyName: true,
  identities: { orderBy: { createdAt: 'asc' }, select: { kind: true, value: true } },
} as const satisfies Prisma.CustomerSelect

async function readCustomer(tx: TenantTransaction, id: string | undefined): Promise<FoundCustomer | null> {
  if (id === undefined) return null
  const row = await tx.customer.findFirst({ where: { id, mergedIntoId: null }, select: customerColumns })
  return row && toFound(row)
}

/** Whom somebody may mean by a name, a number or an address. */
export async function findForBooking(tenant: Tenant, { words }: { words: string }): Promise<FoundCustomers> {
  return tenant.transaction(async (tx) => {
    const ids = await searchCustomers(tx, { words, limit: MAX_FOUND })
    const rows = await tx.customer.findMany({
      where: { id: { in: ids }, mergedIntoId: null },
      select: customerColumns,
      orderBy: [{ givenName: 'asc' }, { familyName: 'asc' }, { id: 'asc' }],
    })
    return { customers: rows.map(toFound) }
  })
}

function toFound(row: Prisma.CustomerGetPayload<{ select: typeof customerColumns }>): FoundCustomer {
  const newest = (kind: string) => row.identities.findLast((one) => one.kind === kind)?.value ?? null
  return { id: row.id, name: fullName(row), phone: newest('phone'), email: newest('email') }
}
