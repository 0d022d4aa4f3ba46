import type { ResourceRequest } from '@ava/protocol/portal/set-up-people.ts'
import { nothingAffected, upcomingAppointments } from '../../customers/upcoming-appointments.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { differences, hasProblems, invalid, isStale, recordSetUp } from '../../tenants/set-up-change.ts'
import type { SetUpSaving } from './save-provider.ts'

const lock = 'set-up:resources'

/** Writes a room or a device; `id` null: a new one. Answers with what is booked in it, where that no longer fits. */
export async function saveResource(
  tenant: Tenant,
  { id, request, actor, now }: { id: string | null; request: ResourceRequest; actor: string; now: Date },
): Promise<SetUpSaving> {
  return tenant.transaction(
    async (tx): Promise<SetUpSaving> => {
      const { updatedAt, ...data } = request
      const before = id === null ? null : await tx.resource.findFirst({ where: { id, providerId: null } })
      if (id !== null && !before) return { ok: false, reason: 'missing' }
      if (before && isStale(before, updatedAt)) return { ok: false, reason: 'stale' }
      const problems = await resourceProblems(tx, { id, ...data })
      if (hasProblems(problems)) return invalid(problems)
      const row = before
        ? await tx.resource.update({ where: { tenantId_id: { tenantId: tenant.id, id: before.id } }, data })
        : await tx.resource.create({ data })
      await recordSetUp(tx, {
        actor,
        action: before ? 'resource.changed' : 'resource.added',
        subjectType: 'resource',
        subjectId: row.id,
        data: { name: row.name, changes: differences(before, data) },
      })
      const isElsewhere = before && (before.purpose !== row.purpose || before.locationId !== row.locationId)
      return { ok: true, id: row.id, outside: isElsewhere ? await bookedIn(tx, { id: row.id, now }) : nothingAffected }
    },
    { lock },
  )
}

async function resourceProblems(
  tx: TenantTransaction,
  { id, name, purpose, locationId }: Omit<ResourceRequest, 'updatedAt'> & { id: string | null },
): Promise<Record<string, string>> {
  const problems: Record<string, string> = {}
  if (purpose === '') problems['purpose'] = 'Say what it is for, in letters.'
  if (!(await tx.location.findFirst({ where: { id: locationId }, select: { id: true } }))) {
    problems['locationId'] = 'Choose a location of the spa.'
  }
  const same = await tx.resource.findFirst({
    where: { locationId, providerId: null, name: { equals: name, mode: 'insensitive' } },
    select: { id: true },
  })
  if (same && same.id !== id) problems['name'] = 'There is a room or device of this name already.'
  return problems
}

export async function setResourceActive(
  tenant: Tenant,
  change: { id: string; isActive: boolean; updatedAt: string | null; actor: string; now: Date },
): Promise<SetUpSaving> {
  const { id, isActive, updatedAt, actor, now } = change
  return tenant.transaction(
    async (tx): Promise<SetUpSaving> => {
      const row = await tx.resource.findFirst({ where: { id, providerId: null } })
      if (!row) return { ok: false, reason: 'missing' }
      if (isStale(row, updatedAt)) return { ok: false, reason: 'stale' }
      await tx.resource.updateMany({ where: { id }, data: { isActive } })
      await recordSetUp(tx, {
        actor,
        action: isActive ? 'resource.activated' : 'resource.deactivated',
        subjectType: 'resource',
        subjectId: id,
        data: { name: row.name },
      })
      return { ok: true, id, outside: isActive ? nothingAffected : await bookedIn(tx, { id, now }) }
    },
    { lock },
  )
}

function bookedIn(tx: TenantTransaction, { id, now }: { id: string; now: Date }) {
  const taken = { some: { resourceId: id } }
  return upcomingAppointments(tx, {
    where: { OR: [{ occupations: taken }, { groupSession: { occupations: taken } }] },
    now,
  })
}
