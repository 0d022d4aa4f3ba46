/** What `load` functions depend on and live events make stale. */
export const conversationList = 'ava:conversations'

export const taskList = 'ava:tasks'
export const calendarSetUp = 'ava:calendars'
/** The day's appointments, time off and the waitlist. */
export const dayOfAppointments = 'ava:day'

export function conversationDetail(conversationId: string) {
  return `ava:conversation:${conversationId}` as const
}

/** Colleagues, labels and canned replies. */
export const desk = 'ava:desk'
