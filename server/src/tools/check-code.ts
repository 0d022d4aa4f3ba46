import { z } from 'zod'
import { checkCode } from '../customers/check-code.ts'
import { defineTool } from './define-tool.ts'

const sentences = {
  no_code: 'I have not sent you a code yet. What is the phone number or email you booked with?',
  code_expired: 'That code is not good any more. Shall I send a new one?',
  wrong_code: "That code doesn't fit. Could you read it to me once more?",
  too_many_attempts: "That didn't fit too many times. I can send a new code, or take a message for the team.",
}

export const checkCodeTool = defineTool({
  name: 'check_code',
  description: 'Checks the code that the person read out or typed after send_code.',
  parameters: z.object({ code: z.string().min(1).max(60).describe('The code, as they gave it.') }),
  kind: 'write',
  run: async ({ tenant, conversation }, { code }) => {
    const checked = await checkCode(tenant, { conversationId: conversation.id, code, now: conversation.now })
    if (!checked.ok) return { result: { ok: false, reason: checked.reason, say: sentences[checked.reason] } }
    return {
      result: {
        ok: true,
        given_name: checked.givenName,
        say: `Thank you, ${checked.givenName}. How can I help with your appointment?`,
      },
      effects: [{ type: 'identified', customerId: checked.customerId, isVerified: true }],
    }
  },
})
