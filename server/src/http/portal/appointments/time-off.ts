import type { TimeOffEffect, TimeOffRequest } from '@ava/protocol/portal/appointments.ts'
import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { addBlock, removeBlock } from '../../../scheduling/blocks/blocks.ts'
import { openStatuses } from '../../../scheduling/changes/visit-of.ts'
import { retryWhenOvertaken } from '../../../scheduling/occupy.ts'
import { HttpError } from '../../http-error.ts'
import { fullName } from '../conversations/conversation-summary.ts'
import { notFound } from '../row-id.ts'
import { wallPeriod } from './local-day.ts'

/** Longer than any leave that is entered in one go. */
const MAX_DAYS = 366

interface Asking {
  request: TimeOffRequest
  now: Date
}

/** What is booked in a time off that somebody thinks of. Throws 400 for a time that ends before it begins. */
export async function timeOffEffect(tenant: Tenant, { request, now }: Asking): Promise<TimeOffEffect> {
  return tenant.transaction(async (tx) => {
    const { resource, timeZone, startsAt, endsAt } = await placeOf(tx, request)
    return toEffect(tx, {
      timeZone,
      startsAt,
      endsAt,
      ids: await coveredIds(tx, { ...resource, startsAt, endsAt, now }),
    })
  })
}

/** Blocks a provider's time; what is booked then stays, and becomes tasks. */
export async function addTimeOff(
  tenant: Tenant,
  { request, now, actor, enqueue }: Asking & { actor: string; enqueue: Enqueue },
): Promise<TimeOffEffect> {
  return retryWhenOvertaken(() =>
    tenant.transaction(async (tx) => {
      const { resource, timeZone, startsAt, endsAt } = await placeOf(tx, request)
      const { block, appointmentIds } = await addBlock(tx, {
        tenantId: tenant.id,
        enqueue,
        now,
        resourceId: resource.id,
        kind: 'time_off',
        startsAt,
        endsAt,
        reason: request.reason || null,
        createdBy: actor,
      })
      await audit(tx, { actor, action: 'time_off.added', blockId: block.id, startsAt, endsAt })
      return toEffect(tx, { timeZone, startsAt, endsAt, ids: appointmentIds })
    }),
  )
}

/** Takes a time off away again. Throws 404 when there is none such; a busy time of an outside calendar is none. */
export async function removeTimeOff(
  tenant: Tenant,
  { blockId, now, actor, enqueue }: { blockId: string; now: Date; actor: string; enqueue: Enqueue },
): Promise<void> {
  await retryWhenOvertaken(() =>
    tenant.transaction(async (tx) => {
      const block = await tx.block.findFirst({ where: { id: blockId, kind: 'time_off' } })
      if (!block) throw notFound('time off')
      await removeBlock(tx, { tenantId: tenant.id, enqueue, now, blockId })
      await audit(tx, { actor, action: 'time_off.removed', blockId, startsAt: block.startsAt, endsAt: block.endsAt })
    }),
  )
}

async function placeOf(tx: TenantTransaction, request: TimeOffRequest) {
  const resource = await tx.resource.findFirst({
    where: { providerId: request.providerId },
    select: { id: true, location: { select: { timeZone: true } } },
  })
  if (!resource) throw notFound('provider')
  const { timeZone } = resource.location
  const { startsAt, endsAt } = wallPeriod(request, timeZone)
  if (endsAt <= startsAt) throw wrong('toDate', 'The end lies before the beginning.')
  if (endsAt.getTime() - startsAt.getTime() > MAX_DAYS * 86_400_000) {
    throw wrong('toDate', 'That is more than a year. Enter it in parts.')
  }
  return { resource, timeZone, startsAt, endsAt }
}

function wrong(field: string, message: string): HttpError {
  return new HttpError(400, 'invalid_request', message, { fields: { [field]: message } })
}

/** As `addBlock` finds them. */
async function coveredIds(
  tx: TenantTransaction,
  { id: resourceId, startsAt, endsAt, now }: { id: string; startsAt: Date; endsAt: Date; now: Date },
): Promise<string[]> {
  const under = { resourceId, startsAt: { lt: endsAt }, endsAt: { gt: startsAt } }
  const rows = await tx.appointment.findMany({
    where: {
      status: { in: [...openStatuses] },
      endsAt: { gt: now },
      OR: [{ occupations: { some: under } }, { groupSession: { occupations: { some: under } } }],
    },
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

async function toEffect(
  tx: TenantTransaction,
  effect: { timeZone: string; startsAt: Date; endsAt: Date; ids: string[] },
): Promise<TimeOffEffect> {
  const { timeZone, startsAt, endsAt, ids } = effect
  const rows = await tx.appointment.findMany({
    where: { id: { in: ids } },
    orderBy: { startsAt: 'asc' },
    include: { customer: { select: { givenName: true, familyName: true } }, service: { select: { name: true } } },
  })
  return {
    timeZone,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    appointments: rows.map((row) => ({
      id: row.id,
      reference: row.reference,
      customerName: fullName(row.customer),
      serviceName: row.service.name,
      startsAt: row.startsAt.toISOString(),
    })),
  }
}

async function audit(
  tx: TenantTransaction,
  entry: { actor: string; action: string; blockId: string; startsAt: Date; endsAt: Date },
): Promise<void> {
  const { actor, action, blockId, startsAt, endsAt } = entry
  const data = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() }
  await tx.auditEntry.create({ data: { actor, action, subjectType: 'block', subjectId: blockId, data } })
}
