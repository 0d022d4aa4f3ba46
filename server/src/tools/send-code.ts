import { z } from 'zod'
import { readContacts } from '../customers/contact.ts'
import { CODE_MINUTES, sendCode } from '../customers/send-code.ts'
import { defineTool } from './define-tool.ts'
import * as fields from './fields.ts'
import { writtenFrom } from './gates/written-from.ts'

export const sendCodeTool = defineTool({
  name: 'send_code',
  description:
    'Sends a six-digit code to the phone or email that the person booked with, to find out who they are before existing appointments are seen or changed. Then ask for the code and call check_code.',
  parameters: z.object({ phone: fields.phone.optional(), email: fields.email.optional() }),
  kind: 'write',
  run: async (context, args) => {
    const { tenant, conversation, enqueue } = context
    const { contacts, wrong } = readContacts(args)
    const contact = contacts[0] ?? (wrong.length === 0 ? await writtenFrom(context) : null)
    if (!contact) {
      const say = wrong.includes('phone')
        ? "That phone number doesn't seem complete. Could you give it to me again, with the area code?"
        : wrong.includes('email')
          ? "That email address doesn't seem complete. Could you spell it for me?"
          : 'What is the phone number or email you booked with?'
      return { result: { ok: false, reason: 'needs_contact', say } }
    }
    const sent = await sendCode(tenant, { conversationId: conversation.id, contact, now: conversation.now, enqueue })
    if (!sent.ok) {
      const say =
        'I have sent as many codes as I may for now. Please try again in an hour, or I can take a message for the team.'
      return { result: { ok: false, reason: sent.reason, say } }
    }
    // The same words whether or not anybody has this contact: the answer must not tell.
    const where = contact.kind === 'phone' ? 'number' : 'address'
    return {
      result: {
        ok: true,
        say: `If that ${where} is on file with us, a six-digit code is on its way to it. It is good for ${CODE_MINUTES} minutes. What does it say?`,
      },
    }
  },
})
