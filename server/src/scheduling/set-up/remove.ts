import type { AffectedAppointment } from '@ava/protocol/portal/set-up.ts'
import { nothingAffected, upcomingAppointments } from '../../customers/upcoming-appointments.ts'
import { isReferredTo } from '../../db/errors.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { Prisma } from '../../db/generated/client.ts'
import { isStale, recordSetUp, type SetUpRefusal } from '../../tenants/set-up-change.ts'

/** `in_use`: appointments to come, or a history that names it. It can be taken out of use instead. */
export type Removal =
  | { ok: true }
  | { ok: false; reason: 'in_use'; booked: { appointments: AffectedAppointment[]; total: number } }
  | SetUpRefusal

interface Thing {
  kind: 'service' | 'provider' | 'resource' | 'location'
  id: string
  updatedAt: string | null
  actor: string
  now: Date
}

/** Removes what nothing refers to. What is booked or was, stays: the answer says so. */
export async function removeFromSetUp(tenant: Tenant, thing: Thing): Promise<Removal> {
  const { kind, id, updatedAt, actor, now } = thing
  try {
    return await tenant.transaction(
      async (tx): Promise<Removal> => {
        const row = await find(tx, thing)
        if (!row) return { ok: false, reason: 'missing' }
        if (isStale(row, updatedAt)) return { ok: false, reason: 'stale' }
        const booked = await upcomingAppointments(tx, { where: bookedOf(thing), now })
        if (booked.total > 0) return { ok: false, reason: 'in_use', booked }
        if (await hasHistory(tx, thing)) return { ok: false, reason: 'in_use', booked: nothingAffected }
        await destroy(tx, thing)
        await recordSetUp(tx, {
          actor,
          action: `${kind}.removed`,
          subjectType: kind,
          subjectId: id,
          data: { name: row.name },
        })
        return { ok: true }
      },
      { lock: `set-up:${kind}s` },
    )
  } catch (error) {
    // A hold, a plan, somebody's sign-in: it is named somewhere that is worth more than a tidy list.
    if (isReferredTo(error)) return { ok: false, reason: 'in_use', booked: nothingAffected }
    throw error
  }
}

async function find(tx: TenantTransaction, { kind, id }: Thing): Promise<{ name: string; updatedAt: Date } | null> {
  if (kind === 'service') return tx.service.findFirst({ where: { id }, select: { name: true, updatedAt: true } })
  if (kind === 'location') return tx.location.findFirst({ where: { id }, select: { name: true, updatedAt: true } })
  if (kind === 'resource') {
    return tx.resource.findFirst({ where: { id, providerId: null }, select: { name: true, updatedAt: true } })
  }
  const provider = await tx.provider.findFirst({ where: { id }, select: { displayName: true, updatedAt: true } })
  return provider && { name: provider.displayName, updatedAt: provider.updatedAt }
}

function bookedOf({ kind, id }: Thing): Prisma.AppointmentWhereInput {
  if (kind === 'service') return { serviceId: id }
  if (kind === 'provider') return { providerId: id }
  if (kind === 'location') return { locationId: id }
  const taken = { some: { resourceId: id } }
  return { OR: [{ occupations: taken }, { groupSession: { occupations: taken } }] }
}

async function hasHistory(tx: TenantTransaction, thing: Thing): Promise<boolean> {
  const { kind, id } = thing
  if (await tx.appointment.count({ where: bookedOf(thing), take: 1 })) return true
  if (kind === 'location') {
    return (await tx.providerSchedule.count({ where: { locationId: id } })) > 0 || (await tx.location.count()) === 1
  }
  if (kind === 'resource') return (await tx.occupation.count({ where: { resourceId: id }, take: 1 })) > 0
  if (kind === 'provider') return (await tx.calendar.count({ where: { providerId: id } })) > 0
  return (await tx.service.count({ where: { prerequisiteServiceId: id } })) > 0
}

async function destroy(tx: TenantTransaction, { kind, id }: Thing): Promise<void> {
  if (kind === 'service') await tx.service.deleteMany({ where: { id } })
  else if (kind === 'location') await tx.location.deleteMany({ where: { id } })
  else if (kind === 'resource') await tx.resource.deleteMany({ where: { id } })
  else await tx.provider.deleteMany({ where: { id } })
}
