import type { Service } from '../../db/generated/client.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import { findVisibleAppointments } from '../../scheduling/find-appointments.ts'
import type { OfferedPart } from '../offered-visit.ts'
import type { ToolContext } from '../tool.ts'
import { stop, type Gate } from './gate.ts'

const dayMs = 86_400_000

/**
 * The consultation that a service needs has taken place recently enough, or takes place before it:
 * earlier in the same visit, or on another day by then. Only appointments that this conversation may
 * see count; of anybody else's nothing is said, not even whether there are any.
 */
export async function checkPrerequisites(
  context: ToolContext,
  { parts, exceptAppointmentId }: { parts: readonly OfferedPart[]; exceptAppointmentId?: string },
): Promise<Gate> {
  const needing = parts.filter((part) => part.service.prerequisiteServiceId !== null && !isInVisit(part, parts))
  if (needing.length === 0) return { passed: true }
  return context.tenant.transaction(async (tx): Promise<Gate> => {
    const { isVerified, appointments } = await findVisibleAppointments(tx, {
      conversationId: context.conversation.id,
      serviceIds: needing.map(({ service }) => service.prerequisiteServiceId!),
    })
    const missing = needing.find(
      (part) => !appointments.some((one) => one.id !== exceptAppointmentId && counts(one, part)),
    )
    return missing ? needsConsultation(tx, { service: missing.service, isVerified }) : { passed: true }
  })
}

function isInVisit(part: OfferedPart, parts: readonly OfferedPart[]): boolean {
  return parts.some((one) => one.service.id === part.service.prerequisiteServiceId && one.endsAt <= part.startsAt)
}

function counts(
  appointment: { serviceId: string; status: string; startsAt: Date; endsAt: Date },
  { service, startsAt }: OfferedPart,
): boolean {
  const isKept = ['booked', 'checked_in', 'completed'].includes(appointment.status)
  const validMs = (service.prerequisiteValidDays ?? 365) * dayMs
  return (
    isKept &&
    appointment.serviceId === service.prerequisiteServiceId &&
    appointment.endsAt <= startsAt &&
    startsAt.getTime() - appointment.startsAt.getTime() <= validMs
  )
}

async function needsConsultation(
  tx: TenantTransaction,
  { service, isVerified }: { service: Service; isVerified: boolean },
): Promise<Gate<never>> {
  const consultation = await tx.service.findFirst({ where: { id: service.prerequisiteServiceId! } })
  const name = consultation!.name
  const known = isVerified ? '' : ' If you have had one, I can send you a code and check.'
  return stop(
    'needs_consultation',
    `For ${service.name} we need a ${name.toLowerCase()} first, within the last ${validity(service.prerequisiteValidDays ?? 365)}.${known} I can book both in one visit. Shall I look for a time for that?`,
    {
      consultation: name,
      service: service.name,
      next: `To book both in one visit: find_openings with service "${name}" and also ["${service.name}"].`,
    },
  )
}

function validity(days: number): string {
  if (days % 365 === 0) return days === 365 ? 'twelve months' : `${days / 365} years`
  return `${days} days`
}
