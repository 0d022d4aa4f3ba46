import { z } from 'zod'
import { readContacts } from '../customers/contact.ts'
import { cleanWords } from '../customers/names.ts'
import { defineTool } from './define-tool.ts'
import * as fields from './fields.ts'
import { findPresentCustomer } from './gates/identity.ts'
import { writtenFrom } from './gates/written-from.ts'
import { leaveTask } from './leave-task.ts'
import type { ToolContext } from './tool.ts'

export const takeMessage = defineTool({
  name: 'take_message',
  description:
    'Leaves a message for the team, who will get back to the person. Ask for a name and a phone number or email first.',
  parameters: z.object({
    message: z.string().min(1).max(2_000).describe('What the team should know, in the person’s words.'),
    given_name: fields.givenName.optional(),
    phone: fields.phone.optional(),
    email: fields.email.optional(),
  }),
  kind: 'write',
  run: async (context, args) => {
    const { contacts, wrong } = readContacts(args)
    const present = await findPresentCustomer(context)
    const from = contacts.length > 0 || wrong.length > 0 ? null : await writtenFrom(context)
    const known = contacts.length > 0 ? contacts : from ? [from] : (present?.identities ?? [])
    // Asked once: who prefers to leave none still gets the message through.
    if (known.length === 0 && !(await hasAskedForContact(context))) {
      const say =
        wrong.length > 0
          ? `That ${wrong[0] === 'phone' ? 'phone number' : 'email address'} doesn't seem complete. Could you give it to me again?`
          : 'What phone number or email can the team reach you at?'
      return { result: { ok: false, reason: 'needs_contact', say } }
    }
    const name = cleanWords(args.given_name ?? present?.givenName ?? '', 100)
    const contactOf = (kind: 'phone' | 'email') => known.find((one) => one.kind === kind)?.value
    const data = {
      message: cleanWords(args.message, 2_000),
      ...(name ? { name } : {}),
      ...(contactOf('phone') ? { phone: contactOf('phone')! } : {}),
      ...(contactOf('email') ? { email: contactOf('email')! } : {}),
    }
    const taskId = await leaveTask(context, {
      kind: 'message',
      title: name ? `Message from ${name}` : 'Message from a visitor',
      data,
    })
    return {
      result: { ok: true, say: 'Thank you, I have passed that on. The team will get back to you.' },
      effects: [{ type: 'message_taken', taskId }],
    }
  },
})

async function hasAskedForContact({ tenant, conversation, callId }: ToolContext): Promise<boolean> {
  const asked = await tenant.db.toolCall.findFirst({
    where: {
      conversationId: conversation.id,
      name: 'take_message',
      callId: { not: callId },
      result: { path: ['reason'], equals: 'needs_contact' },
    },
    select: { id: true },
  })
  return asked !== null
}
