import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { AppointmentStatus } from '../../db/generated/client.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import type { AppointmentDetails } from '../appointment-details.ts'
import { recordChange } from '../changes/record-change.ts'
import { loadVisit, reload } from '../changes/visit-of.ts'
import { retryWhenOvertaken } from '../occupy.ts'

export interface LifecycleRequest {
  appointmentId: string
  /** "user:<id>" for staff, "ava", "job:<name>". */
  actor: string
  now: Date
  enqueue: Enqueue
}

export type LifecycleResult =
  | {
      ok: true
      appointment: AppointmentDetails
      /** All that changed with it. */
      appointments: AppointmentDetails[]
      /** False: it was so already. */
      isNew: boolean
    }
  | {
      ok: false
      /** `wrong_status`: not from where it is now. `too_early`: its time has not come. */
      reason: 'not_found' | 'wrong_status' | 'too_early'
    }

/** What one step does with the appointments that take it. */
export interface Step {
  from: readonly AppointmentStatus[]
  /** Where it leads; asked for again there, nothing happens and that is success. */
  to: AppointmentStatus
  /** As in the audit trail. */
  action: string
  /** This appointment alone, not its visit. */
  isSingle?: boolean
  /** From this moment on; left out: at any time. */
  notBefore?: (appointment: AppointmentDetails) => Date
  /** Other columns that change with the status. */
  data: (appointment: AppointmentDetails, visit: readonly AppointmentDetails[]) => Record<string, unknown>
  /** What follows, in the same transaction, with the rows as they were. */
  after?: (
    tx: TenantTransaction,
    before: readonly AppointmentDetails[],
    now: readonly AppointmentDetails[],
  ) => Promise<void>
  /** What must be known before, in the same transaction. */
  before?: (tx: TenantTransaction, before: readonly AppointmentDetails[]) => Promise<void>
}

/**
 * Takes an appointment, and with it those of its visit that stand where it stands, from one status
 * to the next: rows locked, version raised, audit entry and calendar job written. What is not
 * allowed from here is answered, never thrown.
 */
export async function takeStep(tenant: Tenant, request: LifecycleRequest, step: Step): Promise<LifecycleResult> {
  const { appointmentId, actor, now, enqueue } = request
  return retryWhenOvertaken(() =>
    tenant.transaction(async (tx): Promise<LifecycleResult> => {
      const visit = await loadVisit(tx, { appointmentId, onlyPart: step.isSingle })
      const asked = visit.find(({ id }) => id === appointmentId)
      if (!asked) return { ok: false, reason: 'not_found' }
      if (asked.status === step.to) return { ok: true, appointment: asked, appointments: [asked], isNew: false }
      if (!step.from.includes(asked.status)) return { ok: false, reason: 'wrong_status' }
      if (step.notBefore && now < step.notBefore(asked)) return { ok: false, reason: 'too_early' }
      const steppers = visit.filter(({ status }) => step.from.includes(status))
      await step.before?.(tx, steppers)
      for (const appointment of steppers) {
        await tx.appointment.updateMany({
          where: { id: appointment.id },
          data: { status: step.to, version: { increment: 1 }, ...step.data(appointment, steppers) },
        })
      }
      await recordChange(tx, { tenantId: tenant.id, enqueue, actor, action: step.action, appointments: steppers, now })
      const appointments = await reload(
        tx,
        steppers.map(({ id }) => id),
      )
      await step.after?.(tx, steppers, appointments)
      const appointment = appointments.find(({ id }) => id === appointmentId)!
      return { ok: true, appointment, appointments, isNew: true }
    }),
  )
}
