import type { Person } from '../../customers/find-or-create.ts'
import type { AcceptedPolicy } from '../../scheduling/booking/booking-rows.ts'
import { holdSlot } from '../../scheduling/hold-slot.ts'
import type { Offer } from '../../scheduling/offers.ts'
import type { OfferedPart } from '../offered-visit.ts'
import { slotGone, slotTaken } from '../openings-answer.ts'
import type { ToolContext } from '../tool.ts'
import { confirmBooking } from './confirm-booking.ts'
import { passDeposit, type DepositGate } from './deposit.ts'
import { checkEligibility } from './eligibility.ts'
import type { Gate } from './gate.ts'
import { readPerson } from './identity.ts'
import { policiesOf, policyAccepted, policyDisclosed } from './policy.ts'
import { checkPrerequisites } from './prerequisite.ts'
import { passScreening, type Screened } from './screening.ts'

/** What somebody wants to book, and what the model says about it. */
export interface BookingAttempt {
  context: ToolContext
  offer: Offer
  parts: readonly OfferedPart[]
  args: {
    slot: string
    given_name: string
    family_name?: string | undefined
    phone?: string | undefined
    email?: string | undefined
    policy_accepted?: boolean | undefined
    confirmed?: boolean | undefined
  }
}

/** What the gates found out on the way; a later one reads what an earlier one left. */
export interface Found extends Screened, DepositGate {
  person: Person
  acceptedPolicies: AcceptedPolicy[]
  confirmationId: string
  /** The words under which contacts were given. */
  consentText: string
}

interface BookingGate {
  name: string
  check(attempt: BookingAttempt, found: Found): Gate<Partial<Found>> | Promise<Gate<Partial<Found>>>
}

/**
 * The one way to a booking. Each gate must let the attempt pass before the next is asked, and
 * answers otherwise with the sentence that is to be said. The order is part of the rules: nobody's
 * health is asked about for a slot they cannot have, nobody agrees to a policy for a treatment
 * that a clinician must see first, and the last thing before the booking is the person's own yes.
 */
export const bookingGates: readonly BookingGate[] = [
  { name: 'identity', check: ({ context, args }) => readPerson(context, args) },
  { name: 'eligibility', check: ({ context, offer, parts }) => checkEligibility(context, { ...offer, parts }) },
  { name: 'prerequisite', check: ({ context, parts }, { person }) => checkPrerequisites(context, { parts, person }) },
  // From here on the time is kept: an answer must not come too late.
  { name: 'hold', check: holdTime },
  { name: 'screening', check: ({ context, parts }, { person }) => passScreening(context, { parts, person }) },
  { name: 'policy disclosed', check: ({ context, parts }) => policyDisclosed(context, policiesIn(parts)) },
  {
    name: 'policy accepted',
    check: async ({ context, parts, args }) => {
      const isAccepted = args.policy_accepted === true
      const gate = await policyAccepted(context, { policies: policiesIn(parts), isAccepted })
      return gate.passed ? { passed: true, acceptedPolicies: gate.accepted } : gate
    },
  },
  { name: 'deposit', check: passDeposit },
  { name: 'explicit yes', check: confirmBooking },
]

/** Through every gate in order; the first that stops the attempt answers for all. */
export async function passBookingGates(attempt: BookingAttempt): Promise<Gate<{ found: Found }>> {
  const found = {} as Found
  for (const gate of bookingGates) {
    const { passed, ...rest } = await gate.check(attempt, found)
    if (!passed) return { passed, ...(rest as { answer: never }) }
    Object.assign(found, rest)
  }
  return { passed: true, found }
}

const policiesIn = (parts: readonly OfferedPart[]) => policiesOf(parts.map(({ service }) => service))

async function holdTime({ context, args }: BookingAttempt): Promise<Gate> {
  const { tenant, conversation, enqueue } = context
  const held = await holdSlot(tenant, {
    conversationId: conversation.id,
    token: args.slot,
    now: conversation.now,
    enqueue,
  })
  if (held.ok) return { passed: true }
  return { passed: false, answer: held.reason === 'slot_taken' ? slotTaken(held.nearest) : slotGone(held.reason) }
}
