import { leaveToPeople } from '../conversation/leave-to-people.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import { raiseTask } from './tasks.ts'

/**
 * Somebody asked something and opted out before Ava had answered (`messageId`: what they opted out with). She may not
 * answer there, and what she would have done they could not hear of: a person answers in another way.
 */
export async function askToAnswerElsewhere(
  tx: TenantTransaction,
  left: { conversationId: string; messageId: string; ourAddress: string; theirAddress: string },
): Promise<void> {
  const { conversationId, messageId, ourAddress, theirAddress } = left
  const asked = await leaveToPeople(tx, { conversationId, before: messageId })
  if (asked.length === 0) return
  const isEmail = theirAddress.includes('@')
  await raiseTask(tx, {
    kind: 'opted_out',
    subjectKey: `asked ${ourAddress} ${theirAddress}`,
    title: `They asked something and then opted out of our ${isEmail ? 'emails' : 'texts'}: answer them in another way`,
    conversationId,
    data: { words: asked.join('\n').slice(0, 300), [isEmail ? 'email' : 'phone']: theirAddress },
  })
}
