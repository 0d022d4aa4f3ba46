import type { TenantTransaction } from '../db/for-tenant.ts'
import type { Policy } from '../db/generated/client.ts'
import { lockForTransaction } from '../db/locks.ts'
import { OpeningHours } from '../tenants/settings.ts'
import { appointmentDetails, type AppointmentDetails } from './appointment-details.ts'
import { isOpen } from './changes/visit-of.ts'
import { termsOf, type GivenUp, type OpenTimes, type Terms } from './cancellation.ts'

export interface CancellationTerms extends Terms {
  /** The policy that counts: what was accepted at the booking, else what the service has now. */
  policy: Policy | null
}

export interface VisitTerms extends CancellationTerms {
  /** The same for each appointment, in order; a flat fee is charged once for a visit. */
  each: (Terms & { appointmentId: string })[]
}

/**
 * What giving up these appointments (one, or those of a visit) costs at this moment: to be said
 * before it is done, and to be recorded when it is.
 */
export async function cancellationTerms(
  tx: TenantTransaction,
  request: { appointments: readonly AppointmentDetails[]; givenUp: GivenUp; now: Date },
): Promise<VisitTerms> {
  const { appointments, givenUp, now } = request
  const [first] = appointments
  if (!first) throw new Error('Terms of no appointment')
  const acceptances = await tx.policyAcceptance.findMany({
    where: { appointmentId: { in: appointments.map(({ id }) => id) } },
    include: { policy: true },
    orderBy: { acceptedAt: 'asc' },
  })
  const waivedBefore = await countWaived(tx, { customerId: first.customerId, now })
  const open = await openTimes(tx, { locationId: first.locationId, now })
  const charged = new Set<string>()
  const each = appointments.map((appointment) => {
    const accepted = acceptances.filter(({ appointmentId }) => appointmentId === appointment.id).at(-1)?.policy
    const policy = accepted ?? appointment.service.policy
    const { startsAt, priceCents, id: appointmentId } = appointment
    const terms = termsOf(policy, {
      givenUp,
      startsAt: first.startsAt < startsAt ? first.startsAt : startsAt,
      now,
      priceCents,
      open,
      waivedBefore,
    })
    const isFlat = policy !== null && policy.feePercent === null
    const isAgain = isFlat && charged.has(policy.id)
    if (policy) charged.add(policy.id)
    return { appointmentId, policy, ...terms, ...(isAgain ? { feeCents: 0, dueCents: 0, isFeeWaived: false } : {}) }
  })
  return {
    policy: each[0]!.policy,
    isLate: each.some(({ isLate }) => isLate),
    feeCents: each.reduce((sum, { feeCents }) => sum + feeCents, 0),
    isFeeWaived: each.some(({ isFeeWaived }) => isFeeWaived),
    dueCents: each.reduce((sum, { dueCents }) => sum + dueCents, 0),
    each,
  }
}

/** The same, with every fee waived by a person at the spa: it stays on record as waived. */
export function waivedByStaff(terms: VisitTerms): VisitTerms {
  const each = terms.each.map((one) => ({ ...one, isFeeWaived: one.isFeeWaived || one.feeCents > 0, dueCents: 0 }))
  return { ...terms, each, isFeeWaived: each.some(({ isFeeWaived }) => isFeeWaived), dueCents: 0 }
}

/** The same for an appointment and the others of its visit that are still to come, before anything is done. */
export async function visitTerms(
  tx: TenantTransaction,
  request: { appointmentId: string; givenUp: GivenUp; onlyPart?: boolean; now: Date },
): Promise<VisitTerms> {
  const { appointmentId, givenUp, now } = request
  const asked = await tx.appointment.findFirstOrThrow({ where: { id: appointmentId }, include: appointmentDetails })
  const others =
    asked.visitId && !request.onlyPart
      ? await tx.appointment.findMany({
          where: { visitId: asked.visitId, id: { not: asked.id } },
          include: appointmentDetails,
          orderBy: { visitPosition: 'asc' },
        })
      : []
  return cancellationTerms(tx, { appointments: [asked, ...others.filter(isOpen)], givenUp, now })
}

/** Counted one customer at a time, so that two cancellations at once do not share the last free one. */
async function countWaived(tx: TenantTransaction, { customerId, now }: { customerId: string; now: Date }) {
  await lockForTransaction(tx, `waivers:${customerId}`)
  const yearAgo = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO('UTC')
    .subtract({ years: 1 }).epochMilliseconds
  const since = { gt: new Date(yearAgo) }
  return tx.appointment.count({
    where: { customerId, isFeeWaived: true, OR: [{ cancelledAt: since }, { cancelledAt: null, updatedAt: since }] },
  })
}

async function openTimes(
  tx: TenantTransaction,
  { locationId, now }: { locationId: string; now: Date },
): Promise<OpenTimes> {
  const location = await tx.location.findFirstOrThrow({
    where: { id: locationId },
    select: { timeZone: true, hours: true },
  })
  const exceptions = await tx.locationException.findMany({
    where: { locationId, localDate: { gte: new Date(now.getTime() - 2 * 86_400_000) } },
  })
  return {
    timeZone: location.timeZone,
    hours: OpeningHours.parse(location.hours),
    exceptions: exceptions.map(({ localDate, startMin, endMin }) => ({
      date: localDate.toISOString().slice(0, 10),
      startMin,
      endMin,
    })),
  }
}
