import { namesAgree } from '../customers/names.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import { openStatuses } from './changes/visit-of.ts'
import { appointmentDetails, type AppointmentDetails } from './appointment-details.ts'

export interface VisibleAppointments {
  isVerified: boolean
  /** Earliest first. */
  appointments: AppointmentDetails[]
}

/**
 * The appointments that a conversation may see and change: those it booked itself, and, once a
 * code has proved a contact, those of the proven customer and of other records on file under
 * that contact with the same name (see find-or-create.ts: records are doubled rather than
 * mixed up). A name or a number that was merely said shows nothing.
 */
export async function findVisibleAppointments(
  tx: TenantTransaction,
  query: { conversationId: string; from?: Date; reference?: string; serviceIds?: readonly string[] },
): Promise<VisibleAppointments> {
  const { conversationId } = query
  const conversation = await tx.conversation.findFirst({
    where: { id: conversationId },
    select: {
      verifiedAt: true,
      customer: { select: { id: true, givenName: true, familyName: true } },
      codes: { where: { usedAt: { not: null } }, select: { kind: true, value: true } },
    },
  })
  const proven = conversation?.verifiedAt ? conversation.customer : null
  const contacts = conversation?.codes ?? []
  const rows = await tx.appointment.findMany({
    where: {
      ...(query.reference === undefined ? {} : { reference: query.reference }),
      ...(query.serviceIds ? { serviceId: { in: [...query.serviceIds] }, status: { not: 'cancelled' } } : {}),
      ...(query.from ? { startsAt: { gt: query.from }, status: { in: [...openStatuses] } } : {}),
      OR: [
        { conversationId },
        ...(proven ? [{ customerId: proven.id }] : []),
        ...(proven && contacts.length > 0 ? [{ customer: { identities: { some: { OR: contacts } } } }] : []),
      ],
    },
    include: appointmentDetails,
    // Of past ones the newest count, of those to come the next.
    orderBy: { startsAt: query.serviceIds ? 'desc' : 'asc' },
    take: 20,
  })
  const isTheirs = (row: AppointmentDetails) =>
    row.conversationId === conversationId ||
    (proven !== null && (row.customerId === proven.id || namesAgree(row.customer, proven)))
  return { isVerified: proven !== null, appointments: rows.filter(isTheirs) }
}
