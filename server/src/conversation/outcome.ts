import type { Outcome } from '../db/generated/client.ts'

/** What the database knows about how a conversation went. */
export interface ConversationFacts {
  hasBooked: boolean
  eventTypes: ReadonlySet<string>
  hasCustomerMessage: boolean
}

/**
 * The one outcome of a conversation, decided from facts only: an emergency before
 * everything, then what changed in the calendar, then what was left for people, then
 * answers given; somebody who said something and got none of these has gone away.
 */
export function decideOutcome(facts: ConversationFacts): Outcome {
  const { eventTypes } = facts
  if (eventTypes.has('emergency')) return 'emergency'
  if (facts.hasBooked || eventTypes.has('booked')) return 'booked'
  if (eventTypes.has('moved')) return 'moved'
  if (eventTypes.has('cancelled')) return 'cancelled'
  if (eventTypes.has('handed_over') || eventTypes.has('taken_over')) return 'transferred'
  if (eventTypes.has('message_taken')) return 'message_taken'
  if (facts.hasCustomerMessage && eventTypes.has('answered')) return 'answered'
  return 'abandoned'
}
