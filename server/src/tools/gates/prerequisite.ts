import { namesAgree, type PersonName } from '../../customers/names.ts'
import type { Service } from '../../db/generated/client.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { AppointmentDetails } from '../../scheduling/appointment-details.ts'
import { consultationStatuses, isInTime } from '../../scheduling/check-prerequisite.ts'
import { findVisibleAppointments } from '../../scheduling/find-appointments.ts'
import type { OfferedPart } from '../offered-visit.ts'
import type { ToolContext } from '../tool.ts'
import { stop, type Gate } from './gate.ts'

/**
 * The consultation that a service needs has taken place recently enough, or takes place before it:
 * earlier in the same visit, or on another day by then. Only appointments that this conversation may
 * see count, and only those of the person the visit is for; of anybody else's nothing is said, not
 * even whether there are any.
 */
export async function checkPrerequisites(
  context: ToolContext,
  { parts, person }: { parts: readonly OfferedPart[]; person: PersonName },
): Promise<Gate> {
  const needing = parts.filter((part) => part.service.prerequisiteServiceId !== null && !isInVisit(part, parts))
  if (needing.length === 0) return { passed: true }
  return context.tenant.transaction(async (tx): Promise<Gate> => {
    const { isVerified, consultations } = await visibleConsultations(
      tx,
      context,
      needing.map(({ service }) => service),
    )
    const theirs = consultations.filter(({ customer }) => namesAgree(customer, person))
    const missing = needing.find(({ service, startsAt }) => !theirs.some((one) => counts(one, { service, startsAt })))
    return missing ? needsConsultation(tx, { service: missing.service, isVerified }) : { passed: true }
  })
}

/**
 * Whose consultation counts for one of these services, now or from when it is over: times are looked
 * for as this customer may have them. Undefined when this conversation knows of none.
 */
export async function customerWithConsultation(
  context: ToolContext,
  services: readonly Needing[],
): Promise<string | undefined> {
  const needing = services.filter(
    ({ prerequisiteServiceId: id }) => id !== null && !services.some((one) => one.id === id),
  )
  if (needing.length === 0) return undefined
  const { now } = context.conversation
  const { consultations } = await context.tenant.transaction((tx) => visibleConsultations(tx, context, needing))
  const found = consultations.find((one) =>
    needing.some((service) => counts(one, { service, startsAt: one.endsAt > now ? one.endsAt : now })),
  )
  return found?.customerId
}

interface Needing {
  id: string
  prerequisiteServiceId: string | null
  prerequisiteValidDays: number | null
}

async function visibleConsultations(tx: TenantTransaction, context: ToolContext, needing: readonly Needing[]) {
  const { isVerified, appointments } = await findVisibleAppointments(tx, {
    conversationId: context.conversation.id,
    serviceIds: needing.map(({ prerequisiteServiceId }) => prerequisiteServiceId!),
  })
  const isKept = ({ status }: AppointmentDetails) => (consultationStatuses as readonly string[]).includes(status)
  return { isVerified, consultations: appointments.filter(isKept) }
}

function isInVisit(part: OfferedPart, parts: readonly OfferedPart[]): boolean {
  return parts.some((one) => one.service.id === part.service.prerequisiteServiceId && one.endsAt <= part.startsAt)
}

function counts(
  consultation: AppointmentDetails,
  { service, startsAt }: { service: Omit<Needing, 'id'>; startsAt: Date },
): boolean {
  const { prerequisiteServiceId, prerequisiteValidDays: validDays } = service
  return consultation.serviceId === prerequisiteServiceId && isInTime(consultation, { startsAt, validDays: validDays! })
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
