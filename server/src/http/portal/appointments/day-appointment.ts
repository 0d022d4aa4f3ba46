import type { AppointmentActionName, DayAppointment } from '@ava/protocol/portal/appointments.ts'
import type { AppointmentStatus, Prisma } from '../../../db/generated/client.ts'
import { fullName } from '../conversations/conversation-summary.ts'

export const dayColumns = {
  id: true,
  reference: true,
  providerId: true,
  startsAt: true,
  endsAt: true,
  status: true,
  lateMinutes: true,
  feeCents: true,
  isFeeWaived: true,
  priceCents: true,
  currency: true,
  note: true,
  conversationId: true,
  visitId: true,
  visitPosition: true,
  service: { select: { name: true } },
  groupSession: { select: { seatsTaken: true, capacity: true } },
  customer: {
    select: {
      givenName: true,
      familyName: true,
      identities: { where: { kind: 'phone' }, orderBy: { createdAt: 'asc' }, take: 1, select: { value: true } },
    },
  },
} as const satisfies Prisma.AppointmentSelect

/** Who looks, as far as it decides what is shown. */
export interface Viewer {
  /** Null: everybody's visits. */
  onlyProviderId: string | null
  seesMoney: boolean
  mayAct: (action: AppointmentActionName) => boolean
  /** Of the day itself: time off and the like. */
  mayChange: boolean
}

export type DayRow = Prisma.AppointmentGetPayload<{ select: typeof dayColumns }>

export function toDayAppointment(
  row: DayRow,
  context: {
    now: Date
    viewer: Viewer
    needsRebooking: boolean
    /** How many services its visit has. */
    partCount: number
  },
): DayAppointment {
  return {
    id: row.id,
    reference: row.reference,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    customerName: fullName(row.customer),
    customerPhone: row.customer.identities[0]?.value ?? null,
    serviceName: row.service.name,
    status: row.status,
    lateMinutes: row.lateMinutes,
    feeCents: context.viewer.seesMoney ? row.feeCents : null,
    isFeeWaived: row.isFeeWaived,
    priceCents: context.viewer.seesMoney ? row.priceCents : null,
    currency: row.currency,
    note: row.note,
    conversationId: row.conversationId,
    visitPart: context.partCount > 1 ? { number: row.visitPosition + 1, of: context.partCount } : null,
    seats: row.groupSession ? { taken: row.groupSession.seatsTaken, of: row.groupSession.capacity } : null,
    needsRebooking: context.needsRebooking,
    actions: actionsFor(row, context.now).filter(context.viewer.mayAct),
  }
}

const changes: Record<AppointmentStatus, readonly AppointmentActionName[]> = {
  requested: ['approve', 'decline', 'move', 'cancel'],
  pending_review: ['move', 'cancel'],
  booked: ['check_in', 'late', 'move', 'no_show', 'cancel'],
  checked_in: ['complete'],
  completed: [],
  cancelled: ['waive_fee'],
  no_show: ['waive_fee'],
}

/** What makes sense now; the domain has the last word when it is asked for. */
export function actionsFor(
  row: Pick<DayRow, 'status' | 'startsAt' | 'feeCents' | 'isFeeWaived'>,
  now: Date,
): AppointmentActionName[] {
  const hasBegun = row.startsAt <= now
  return changes[row.status].filter((action) => {
    if (action === 'no_show') return hasBegun
    if (action === 'move') return !hasBegun
    if (action === 'waive_fee') return row.feeCents > 0 && !row.isFeeWaived
    return true
  })
}
