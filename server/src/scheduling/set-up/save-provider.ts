import type { AffectedAppointment } from '@ava/protocol/portal/set-up.ts'
import type { ProviderRequest, WorkPeriod } from '@ava/protocol/portal/set-up-people.ts'
import { upcomingAppointments } from '../../customers/upcoming-appointments.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import {
  differences,
  hasProblems,
  invalid,
  isStale,
  recordSetUp,
  type SetUpRefusal,
} from '../../tenants/set-up-change.ts'
import { minutesOf, weekProblems } from '../../tenants/week.ts'
import { outsideProviderWeek } from './outside-times.ts'

export type SetUpSaving =
  { ok: true; id: string; outside: { appointments: AffectedAppointment[]; total: number } } | SetUpRefusal

/** Writes a provider with licence, services and week; `id` null: a new one. Answers with what is booked outside of the new week. */
export async function saveProvider(
  tenant: Tenant,
  { id, request, actor, now }: { id: string | null; request: ProviderRequest; actor: string; now: Date },
): Promise<SetUpSaving> {
  return tenant.transaction(
    async (tx): Promise<SetUpSaving> => {
      const { updatedAt, homeLocationId, serviceIds, week, ...plain } = request
      const before = id === null ? null : await tx.provider.findFirst({ where: { id } })
      if (id !== null && !before) return { ok: false, reason: 'missing' }
      if (before && isStale(before, updatedAt)) return { ok: false, reason: 'stale' }
      const problems = await providerProblems(tx, request)
      if (hasProblems(problems)) return invalid(problems)

      const data = {
        ...plain,
        licenceExpires: plain.licenceExpires === null ? null : new Date(`${plain.licenceExpires}T00:00:00Z`),
      }
      const row = before
        ? await tx.provider.update({ where: { tenantId_id: { tenantId: tenant.id, id: before.id } }, data })
        : await tx.provider.create({ data })
      const place = { name: row.displayName, locationId: homeLocationId }
      if (before) await tx.resource.updateMany({ where: { providerId: row.id }, data: place })
      else await tx.resource.create({ data: { kind: 'provider', providerId: row.id, ...place } })
      await writeServices(tx, { providerId: row.id, serviceIds })
      await writeWeek(tx, { providerId: row.id, week })
      await recordSetUp(tx, {
        actor,
        action: before ? 'provider.changed' : 'provider.added',
        subjectType: 'provider',
        subjectId: row.id,
        data: { name: row.displayName, changes: differences(before, data), services: serviceIds.length, week },
      })
      return { ok: true, id: row.id, outside: await outsideProviderWeek(tx, { providerId: row.id, now }) }
    },
    { lock: 'set-up:providers' },
  )
}

async function providerProblems(tx: TenantTransaction, request: ProviderRequest): Promise<Record<string, string>> {
  const { credential, homeLocationId, serviceIds, week } = request
  const problems: Record<string, string> = {}
  const locations = await tx.location.findMany({ select: { id: true } })
  const isHere = (locationId: string) => locations.some(({ id }) => id === locationId)
  if (!isHere(homeLocationId)) problems['homeLocationId'] = 'Choose a location of the spa.'
  for (const [index, words] of weekProblems(week.map(asMinutes))) problems[`week.${index}`] = words
  week.forEach(({ locationId }, index) => {
    if (!isHere(locationId)) problems[`week.${index}`] = 'Choose a location of the spa.'
  })
  const services = await tx.service.findMany({ select: { id: true, name: true, allowedCredentials: true } })
  const chosen = serviceIds.map((id) => services.find((service) => service.id === id))
  if (chosen.includes(undefined)) {
    problems['serviceIds'] = 'One of these services is not the spa’s any more. Load the page anew.'
  }
  const barred = chosen.filter(
    (one) => one && one.allowedCredentials.length > 0 && !one.allowedCredentials.includes(credential),
  )
  if (barred.length > 0) {
    const names = barred.map((one) => one!.name).join(', ')
    problems['serviceIds'] = `These services ask for another licence than ${credential}: ${names}.`
  }
  return problems
}

const asMinutes = ({ weekday, from, to }: WorkPeriod) => ({
  weekday,
  startMin: minutesOf(from),
  endMin: minutesOf(to),
})

/** The services that change count as changed: a form of theirs that is open elsewhere knows the old list. */
async function writeServices(
  tx: TenantTransaction,
  { providerId, serviceIds }: { providerId: string; serviceIds: readonly string[] },
): Promise<void> {
  const before = (await tx.serviceEligibility.findMany({ where: { providerId } })).map(({ serviceId }) => serviceId)
  const wanted = [...new Set(serviceIds)]
  const gone = before.filter((id) => !wanted.includes(id))
  const fresh = wanted.filter((id) => !before.includes(id))
  await tx.serviceEligibility.deleteMany({ where: { providerId, serviceId: { in: gone } } })
  await tx.serviceEligibility.createMany({ data: fresh.map((serviceId) => ({ serviceId, providerId })) })
  await tx.service.updateMany({ where: { id: { in: [...gone, ...fresh] } }, data: { updatedAt: new Date() } })
}

async function writeWeek(
  tx: TenantTransaction,
  { providerId, week }: { providerId: string; week: readonly WorkPeriod[] },
): Promise<void> {
  await tx.providerSchedule.deleteMany({ where: { providerId } })
  await tx.providerSchedule.createMany({
    data: week.map((period) => ({ providerId, locationId: period.locationId, ...asMinutes(period) })),
  })
}

/** Whether they may be booked from now on. What is booked stays; the answer lists it. */
export async function setProviderActive(
  tenant: Tenant,
  change: { id: string; isActive: boolean; updatedAt: string | null; actor: string; now: Date },
): Promise<SetUpSaving> {
  const { id, isActive, updatedAt, actor, now } = change
  return tenant.transaction(
    async (tx): Promise<SetUpSaving> => {
      const row = await tx.provider.findFirst({ where: { id } })
      if (!row) return { ok: false, reason: 'missing' }
      if (isStale(row, updatedAt)) return { ok: false, reason: 'stale' }
      await tx.provider.updateMany({ where: { id }, data: { isActive } })
      await tx.resource.updateMany({ where: { providerId: id }, data: { isActive } })
      await recordSetUp(tx, {
        actor,
        action: isActive ? 'provider.activated' : 'provider.deactivated',
        subjectType: 'provider',
        subjectId: id,
        data: { name: row.displayName },
      })
      const outside = isActive
        ? await outsideProviderWeek(tx, { providerId: id, now })
        : await upcomingAppointments(tx, { where: { providerId: id }, now })
      return { ok: true, id, outside }
    },
    { lock: 'set-up:providers' },
  )
}
