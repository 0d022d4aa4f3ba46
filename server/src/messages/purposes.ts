/** What the spa sends by itself. */
export const purposes = [
  'booking_requested',
  'booking_pending',
  'booking_confirmed',
  'booking_moved',
  'booking_cancelled',
  'booking_declined',
  'reminder',
  'follow_up',
  'review_request',
  'waitlist_offer',
  'waitlist_withdrawn',
] as const
export type Purpose = (typeof purposes)[number]

export type MessageChannel = 'sms' | 'email'
export const messageChannels = ['sms', 'email'] as const satisfies readonly MessageChannel[]

const ofSpa = ['spa', 'given_name', 'phone', 'website'] as const
const ofVisit = ['visit', 'treatment', 'provider', 'when', 'address', 'directions', 'reference'] as const

/** What a template for each purpose may name. */
export function variablesFor(purpose: Purpose): readonly string[] {
  if (purpose === 'waitlist_offer') return [...ofSpa, 'when', 'address', 'until', 'code']
  if (purpose === 'waitlist_withdrawn') return [...ofSpa, 'when', 'address']
  return [...ofSpa, ...ofVisit]
}

/** Without these a message does not say what it is for. */
export function requiredIn(purpose: Purpose): readonly string[] {
  if (purpose === 'waitlist_offer') return ['when', 'code']
  return purpose === 'follow_up' || purpose === 'review_request' ? [] : ['when']
}

export function isPurpose(word: string): word is Purpose {
  return (purposes as readonly string[]).includes(word)
}
