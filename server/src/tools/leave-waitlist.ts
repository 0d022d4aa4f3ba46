import { z } from 'zod'
import { declineWaitlistOffer } from '../scheduling/waitlist/answer-offer.ts'
import { findWaiting } from '../scheduling/waitlist/find-waiting.ts'
import { leaveWaitlist } from '../scheduling/waitlist/leave-waitlist.ts'
import { offerCode } from './accept-waitlist-offer.ts'
import { defineTool } from './define-tool.ts'
import { stop } from './gates/gate.ts'
import { inWords } from './list-services.ts'
import { servicesAskedFor } from './service-asked-for.ts'
import { findOwnOffer } from './waitlist/own-offer.ts'

export const leaveWaitlistTool = defineTool({
  name: 'leave_waitlist',
  description:
    'Takes the person off the waitlist, or, with only_this_time: true, says no to the time that is offered to them while they go on waiting for others.',
  parameters: z.object({
    service: z.string().min(1).max(200).optional().describe('Which service, if they wait for several and said which.'),
    only_this_time: z.boolean().optional(),
    code: offerCode.optional(),
  }),
  kind: 'write',
  run: async (context, { service: words, only_this_time: onlyThisTime, code }) => {
    const { tenant, conversation, enqueue } = context
    const { id: conversationId, now } = conversation
    if (onlyThisTime || code !== undefined) {
      const own = await findOwnOffer(context, code)
      if (!own.passed) return own.answer
      const which = { offerId: own.offer.id }
      await declineWaitlistOffer(tenant, { which, actor: 'customer', now, enqueue })
      if (onlyThisTime) {
        const say = 'All right, I let that time go. You stay on the waitlist for others.'
        return { result: { ok: true, say } }
      }
    }
    const asked = words === undefined ? null : await servicesAskedFor(context, [words])
    if (asked && !asked.passed) return asked.answer
    const { isVerified, entries } = await tenant.transaction((tx) => findWaiting(tx, { conversationId, now }))
    const meant = entries.filter(({ serviceId }) => !asked || serviceId === asked.main.id)
    if (meant.length === 0) {
      return isVerified
        ? stop('not_found', 'I see you on no waitlist. Is there something else I can do?').answer
        : stop(
            'needs_identity',
            'To look at the waitlist I first send you a code. What is the phone number or email you gave us?',
          ).answer
    }
    for (const { id: entryId } of meant) await leaveWaitlist(tenant, { entryId, actor: 'customer', now, enqueue })
    const names = inWords([...new Set(meant.map(({ service }) => service.name))])
    return { result: { ok: true, say: `You are off the waitlist for ${names}.` } }
  },
})
