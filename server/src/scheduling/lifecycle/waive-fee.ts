import type { Tenant } from '../../db/for-tenant.ts'
import { recordChange } from '../changes/record-change.ts'
import { loadVisit, reload } from '../changes/visit-of.ts'
import type { LifecycleRequest, LifecycleResult } from './transition.ts'

/** A person at the spa asks no fee after all: it stays on record as waived. Waived already: nothing happens. */
export async function waiveFee(tenant: Tenant, request: LifecycleRequest): Promise<LifecycleResult> {
  const { appointmentId, actor, enqueue, now } = request
  return tenant.transaction(async (tx): Promise<LifecycleResult> => {
    const [asked] = await loadVisit(tx, { appointmentId, onlyPart: true })
    if (!asked) return { ok: false, reason: 'not_found' }
    if (asked.feeCents === 0) return { ok: false, reason: 'wrong_status' }
    if (asked.isFeeWaived) return { ok: true, appointment: asked, appointments: [asked], isNew: false }
    await tx.appointment.updateMany({
      where: { id: appointmentId },
      data: { isFeeWaived: true, version: { increment: 1 } },
    })
    await recordChange(tx, {
      tenantId: tenant.id,
      enqueue,
      actor,
      action: 'appointment.fee_waived',
      appointments: [asked],
      now,
      leavesMessagesTrue: true,
      data: { feeCents: asked.feeCents },
    })
    const [appointment] = await reload(tx, [appointmentId])
    return { ok: true, appointment: appointment!, appointments: [appointment!], isNew: true }
  })
}
