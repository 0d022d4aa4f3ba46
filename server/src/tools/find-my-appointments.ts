import { z } from 'zod'
import { findVisibleAppointments } from '../scheduling/find-appointments.ts'
import { findWaiting } from '../scheduling/waitlist/find-waiting.ts'
import { appointmentFacts } from './appointment-answer.ts'
import { defineTool } from './define-tool.ts'
import { needsIdentity } from './gates/identity.ts'
import { offerWords, waitingFacts } from './waitlist/waiting-facts.ts'

export const findMyAppointments = defineTool({
  name: 'find_my_appointments',
  description:
    'The upcoming appointments of the person in this conversation, and what they are on the waitlist for. Before their identity is proved with a code it shows only what was booked in this conversation.',
  parameters: z.object({}),
  kind: 'read',
  run: async ({ tenant, conversation }) => {
    const { id: conversationId, now } = conversation
    const { isVerified, appointments, entries } = await tenant.transaction(async (tx) => ({
      ...(await findVisibleAppointments(tx, { conversationId, from: now })),
      entries: (await findWaiting(tx, { conversationId, now })).entries,
    }))
    if (appointments.length === 0 && entries.length === 0 && !isVerified) return needsIdentity().answer
    const offered = entries.find(({ offers }) => offers.length > 0)
    const none = 'I see no upcoming appointment for you.'
    const say = offered
      ? offerWords(offered)
      : entries.length > 0
        ? `${none} You are on the waitlist.`
        : `${none} Would you like to book one?`
    return {
      result: {
        ok: true,
        appointments: appointments.map(appointmentFacts),
        ...(entries.length > 0 ? { waitlist: entries.map(waitingFacts) } : {}),
        ...(offered || appointments.length === 0 ? { say } : {}),
        ...(isVerified ? {} : { note: 'Only what was booked in this conversation. For earlier ones use send_code.' }),
      },
    }
  },
})
