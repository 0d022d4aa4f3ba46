import { z } from 'zod'
import { findVisibleAppointments } from '../scheduling/find-appointments.ts'
import { appointmentFacts } from './appointment-answer.ts'
import { defineTool } from './define-tool.ts'
import { needsIdentity } from './gates/identity.ts'

export const findMyAppointments = defineTool({
  name: 'find_my_appointments',
  description:
    'The upcoming appointments of the person in this conversation. Before their identity is proved with a code it shows only what was booked in this conversation.',
  parameters: z.object({}),
  kind: 'read',
  run: async ({ tenant, conversation }) => {
    const { isVerified, appointments } = await tenant.transaction((tx) =>
      findVisibleAppointments(tx, { conversationId: conversation.id, from: conversation.now }),
    )
    if (appointments.length === 0 && !isVerified) return needsIdentity().answer
    return {
      result: {
        ok: true,
        appointments: appointments.map(appointmentFacts),
        ...(appointments.length === 0
          ? { say: 'I see no upcoming appointment for you. Would you like to book one?' }
          : {}),
        ...(isVerified ? {} : { note: 'Only what was booked in this conversation. For earlier ones use send_code.' }),
      },
    }
  },
})
