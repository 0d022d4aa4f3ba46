import { z } from 'zod'
import { readContacts } from '../customers/contact.ts'
import { cleanWords } from '../customers/names.ts'
import { updateCustomer } from '../customers/update-customer.ts'
import { defineTool } from './define-tool.ts'
import * as fields from './fields.ts'
import { confirmIntent } from './gates/confirmation.ts'
import { stop } from './gates/gate.ts'
import { findPresentCustomer, needsIdentity } from './gates/identity.ts'
import { inWords } from './list-services.ts'

export const updateContact = defineTool({
  name: 'update_contact',
  description:
    'Changes the name, phone number or email of the person in this conversation. Needs their identity proved, unless they have only just booked here. Asks for confirmation first.',
  parameters: z.object({
    given_name: fields.givenName.optional(),
    family_name: fields.familyName.optional(),
    phone: fields.phone.optional(),
    email: fields.email.optional(),
    confirmed: fields.confirmed.optional(),
  }),
  kind: 'write',
  run: async (context, args) => {
    const customer = await findPresentCustomer(context)
    if (!customer) return needsIdentity().answer
    const { contacts, wrong } = readContacts(args)
    if (wrong.length > 0) {
      const what = wrong[0] === 'phone' ? 'phone number' : 'email address'
      return stop('needs_contact', `That ${what} doesn't seem complete. Could you give it to me again?`).answer
    }
    const givenName = cleanWords(args.given_name ?? '', 100) || null
    const familyName = cleanWords(args.family_name ?? '', 100) || null
    const parts = [
      ...(givenName || familyName
        ? [
            `your name becomes ${[givenName ?? customer.givenName, familyName ?? customer.familyName].filter(Boolean).join(' ')}`,
          ]
        : []),
      ...contacts.map(({ kind, value }) => `your ${kind === 'phone' ? 'phone number' : 'email'} becomes ${value}`),
    ]
    if (parts.length === 0)
      return stop('nothing_to_change', 'What would you like me to change: your name, phone number or email?').answer
    const confirmed = await confirmIntent(context, {
      tool: 'update_contact',
      intent: {
        customer: customer.id,
        givenName,
        familyName,
        ...Object.fromEntries(contacts.map(({ kind, value }) => [kind, value])),
      },
      words: `To confirm: ${inWords(parts)}. Shall I change it?`,
      card: { title: 'Change your details?', lines: parts, yes: 'Change it', no: 'Not yet' },
      refusedSay: 'All right, I leave your details as they are.',
      isConfirmed: args.confirmed === true,
    })
    if (!confirmed.passed) return confirmed.answer
    await updateCustomer(context.tenant, {
      conversationId: context.conversation.id,
      customerId: customer.id,
      givenName,
      familyName,
      contacts,
    })
    return { result: { ok: true, say: 'Done, your details are changed.' } }
  },
})
