import { z } from 'zod'
import { cleanWords, fullName } from '../customers/names.ts'
import { openingAt } from '../tenants/opening-hours.ts'
import { OpeningHours } from '../tenants/settings.ts'
import { defineTool } from './define-tool.ts'
import { leaveTask } from './leave-task.ts'
import type { ToolContext } from './tool.ts'

/** How many of the last words go with the request: enough to begin without asking everything again. */
const CONTEXT_MESSAGES = 6

export const transferToPerson = defineTool({
  name: 'transfer_to_person',
  description:
    'Asks a person of the team to take over. Call it the first time somebody asks for a human, or when you cannot help.',
  parameters: z.object({ reason: z.string().max(500).default('').describe('Why, in a few words, for the team.') }),
  kind: 'write',
  run: async (context, { reason }) => {
    const { tenant, conversation } = context
    const open = await tenant.db.task.findFirst({
      where: { conversationId: conversation.id, kind: 'hand_over', status: { in: ['open', 'taken'] } },
      select: { id: true },
    })
    const taskId =
      open?.id ??
      (await leaveTask(context, {
        kind: 'hand_over',
        title: 'Somebody would like to speak to a person',
        data: { reason: cleanWords(reason, 500) || 'They asked for a person.', ...(await aboutThem(context)) },
      }))
    const location = await tenant.db.location.findFirst({ orderBy: { id: 'asc' } })
    const hours = openingAt(
      { hours: OpeningHours.parse(location!.hours), timeZone: location!.timeZone },
      conversation.now,
    )
    const say = hours.isOpen
      ? 'I have asked the team to take over. Somebody will be with you as soon as they can.'
      : `I have asked the team to get in touch. ${hours.line}, so it may take until then.`
    return {
      result: { ok: true, say, team_is_in: hours.isOpen },
      effects: open ? [] : [{ type: 'handed_over', taskId }],
    }
  },
})

/**
 * Who it is, how to reach them, and what was said last. What was said from the first health question on stays
 * in the conversation: answers to it are sealed, and a task is read by more people and in more places.
 */
async function aboutThem({ tenant, conversation }: ToolContext): Promise<Record<string, string>> {
  const { _min: health } = await tenant.db.screeningAsked.aggregate({
    where: { conversationId: conversation.id },
    _min: { askedAtPosition: true },
  })
  const firstAskedAt = health.askedAtPosition
  const row = await tenant.db.conversation.findFirst({
    where: { id: conversation.id },
    select: {
      customer: { include: { identities: true } },
      messages: {
        where: {
          author: { in: ['customer', 'ava'] },
          text: { not: '' },
          ...(firstAskedAt === null ? {} : { position: { lte: firstAskedAt } }),
        },
        orderBy: { position: 'desc' },
        take: CONTEXT_MESSAGES,
        select: { author: true, text: true },
      },
    },
  })
  const customer = row?.customer
  const said = (row?.messages ?? [])
    .toReversed()
    .map(({ author, text }) => `${author === 'ava' ? 'Ava' : 'They'}: ${cleanWords(text, 200)}`)
  return {
    ...(customer
      ? { name: fullName(customer), contact: customer.identities.map(({ value }) => value).join(', ') }
      : {}),
    ...(said.length > 0 ? { conversation: said.join(' / ') } : {}),
    ...(firstAskedAt === null ? {} : { since: 'Health questions: please read on in the conversation.' }),
  }
}
