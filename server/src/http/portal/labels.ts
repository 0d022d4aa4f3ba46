/** What happened, in the portal's words. A name nobody wrote words for is shown as words anyway. */

const toolDone: Record<string, string> = {
  list_services: 'Looked up services and prices',
  answer_question: 'Looked up an answer',
  find_openings: 'Looked for free times',
  hold_slot: 'Kept a time free',
  answer_screening: 'Noted answers to health questions',
  book_appointment: 'Booked an appointment',
  send_code: 'Sent a code to prove who they are',
  check_code: 'Checked the code',
  find_my_appointments: 'Looked up their appointments',
  reschedule_appointment: 'Moved an appointment',
  cancel_appointment: 'Cancelled an appointment',
  update_contact: 'Changed contact details',
  take_message: 'Took a message',
  transfer_to_person: 'Asked for a person',
  end_conversation: 'Said goodbye',
}

const toolReasons: Record<string, string> = {
  needs_confirmation: 'asked “are you sure?”',
  needs_contact: 'asked for a phone number or an email address',
  needs_name: 'asked for a name',
  needs_identity: 'asked for proof of who they are',
  needs_screening: 'asked health questions',
  needs_date: 'asked when that was',
  not_asked: 'it had not been asked yet',
  needs_policy: 'asked to agree to the policy',
  needs_consultation: 'a consultation comes first',
  clinician_review_needed: 'a clinician speaks to them first',
  too_early: 'it is too early for this treatment',
  slot_taken: 'the time had just been taken',
  slot_expired: 'the time was not kept any more',
  unknown_slot: 'the time had not been offered',
  not_found: 'nothing was found',
  not_eligible: 'it is not possible for this service',
  invalid_arguments: 'details were missing',
  unknown_tool: 'Ava cannot do this',
  timeout: 'it took too long',
  unavailable: 'a system did not answer',
  refused: 'it was refused',
}

/** "Booked an appointment", or why it did not come to that. */
export function toolLabel(name: string, call: { status: string; result: unknown }): string {
  const result = isRecord(call.result) ? call.result : {}
  const done = toolDone[name] ?? asWords(name)
  if (call.status !== 'failed' && result['ok'] !== false) return done
  const reason = typeof result['reason'] === 'string' ? result['reason'] : 'unavailable'
  return `${toolTried[name] ?? asWords(name)}: ${toolReasons[reason] ?? asWords(reason).toLowerCase()}`
}

const toolTried: Record<string, string> = {
  list_services: 'Looking up services',
  answer_question: 'Looking up an answer',
  find_openings: 'Looking for free times',
  hold_slot: 'Keeping a time free',
  answer_screening: 'Noting answers to health questions',
  book_appointment: 'Booking an appointment',
  send_code: 'Sending a code',
  check_code: 'Checking the code',
  find_my_appointments: 'Looking up their appointments',
  reschedule_appointment: 'Moving an appointment',
  cancel_appointment: 'Cancelling an appointment',
  update_contact: 'Changing contact details',
  take_message: 'Taking a message',
  transfer_to_person: 'Asking for a person',
  end_conversation: 'Saying goodbye',
}

const events: Record<string, string> = {
  booked: 'Appointment booked',
  moved: 'Appointment moved',
  cancelled: 'Appointment cancelled',
  identified: 'Customer recognised',
  message_taken: 'Message taken',
  handed_over: 'A person was asked for',
  answered: 'Question answered',
  context: 'Page told Ava where the visitor is',
  identity_claimed: 'Page said who the visitor is',
  call_started: 'Call began',
  call_ended: 'Call ended',
  emergency: 'Red flag: the conversation was locked to people',
  reply_failed: 'Ava could not answer',
  delivery_failed: 'A message could not be delivered',
  over_limit: 'Longer than Ava goes on: a person was asked to write back',
  taken_over: 'A person took over',
  handed_back: 'Handed back to Ava',
  loop_stopped: 'Ava fell silent: a machine seemed to answer her',
  loop_over: 'Ava answers again: somebody else writes',
  visit_confirmed: 'Confirmed their visit by text',
  resolved: 'Resolved',
  reopened: 'Opened again',
  assigned: 'Assigned',
  unassigned: 'Nobody’s any more',
  snoozed: 'Put off until later',
  woken: 'Back in the inbox',
  draft_sent: 'Ava’s draft was sent by a person',
  draft_discarded: 'Ava’s draft was thrown away',
  satisfaction_asked: 'Asked how it was',
  satisfaction: 'Said how it was',
}

export function eventLabel(type: string, data: unknown): string {
  const label = events[type] ?? asWords(type)
  const reason = type === 'call_ended' && isRecord(data) ? callReasons[String(data['reason'])] : undefined
  return reason === undefined ? label : `${label}: ${reason}`
}

const callReasons: Record<string, string> = {
  visitor: 'the visitor hung up',
  ava: 'Ava said goodbye',
  idle: 'nobody spoke any more',
  limit: 'it had reached its longest time or cost',
  upstream_down: 'the voice service could not be reached',
  handed_over: 'a person was asked for',
  locked: 'a red flag was heard',
  error: 'something went wrong',
}

/** What the person needs to know to act, as lines of label and value. */
export function taskDetails(data: unknown): { label: string; value: string }[] {
  if (!isRecord(data)) return []
  return Object.entries(data).flatMap(([key, value]) => {
    const text = Array.isArray(value) ? value.filter(isPlain).join(', ') : isPlain(value) ? String(value) : ''
    // Ids are for programs.
    return text === '' || /Ids?$|_ids?$/.test(key) ? [] : [{ label: asWords(key), value: text }]
  })
}

function asWords(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_\-.\s]+/g, ' ')
    .trim()
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
