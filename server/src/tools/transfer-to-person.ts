import { z } from 'zod'
import { cleanWords, fullName } from '../customers/names.ts'
import { openingAt } from '../tenants/opening-hours.ts'
import { OpeningHours } from '../tenants/settings.ts'
import { defineTool } from './define-tool.ts'
import { leaveTask } from './leave-task.ts'
import type { ToolContext } from './tool.ts'

/** How many of the last words go with the request: enough to begin without asking everything again. */
const CONTEXT_MESSAGES = 6
const whileClosed = 'Somebody asked for a person while you were closed'

export const transferToPerson = defineTool({
  name: 'transfer_to_person',
  description:
    'Asks a person of the team to take over. Call it the first time somebody asks for a human, or when you cannot help.',
  parameters: z.object({ reason: z.string().max(500).default('').describe('Why, in a few words, for the team.') }),
  kind: 'write',
  run: async (context, { reason }) => {
    const { tenant, conversation } = context
    const open = await tenant.db.task.findFirst({
      where: {
        conversationId: conversation.id,
        status: { in: ['open', 'taken'] },
        OR: [{ kind: 'hand_over' }, { kind: 'message', title: whileClosed }],
      },
      select: { id: true },
    })
    const location = await tenant.db.location.findFirst({ orderBy: { id: 'asc' } })
    const hours = openingAt(
      { hours: OpeningHours.parse(location!.hours), timeZone: location!.timeZone },
      conversation.now,
    )
    const about = await aboutThem(context)
    // Nobody takes over an empty desk: what they want is left for the morning, unless the spa wants to be called.
    const isMessage = !hours.isOpen && !(await handsOverOutsideHours(context))
    const taskId =
      open?.id ??
      (await leaveTask(context, {
        kind: isMessage ? 'message' : 'hand_over',
        title: isMessage ? whileClosed : 'Somebody would like to speak to a person',
        data: { reason: cleanWords(reason, 500) || 'They asked for a person.', ...about },
      }))
    const say = hours.isOpen
      ? 'I have asked the team to take over. Somebody will be with you as soon as they can.'
      : isMessage
        ? `Nobody is at the desk right now, so I have left the team a message. ${hours.line}, so it may take until then.${about['contact'] ? '' : ' What phone number or email can they reach you at?'}`
        : `I have asked the team to get in touch. ${hours.line}, so it may take until then.`
    return {
      result: { ok: true, say, team_is_in: hours.isOpen },
      effects: open ? [] : [isMessage ? { type: 'message_taken', taskId } : { type: 'handed_over', taskId }],
    }
  },
})

async function handsOverOutsideHours({ tenant, conversation }: ToolContext): Promise<boolean> {
  const { channel } = conversation
  const setting = await tenant.db.channelSetting.findFirst({
    where: { channel },
    select: { handsOverOutsideHours: true },
  })
  return setting?.handsOverOutsideHours ?? false
}

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
      theirAddress: true,
      customer: { include: { identities: true } },
      messages: {
        where: {
          author: { in: ['customer', 'ava'] },
          deliveryStatus: { not: 'draft' },
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
  const contact = customer?.identities.map(({ value }) => value).join(', ') || row?.theirAddress
  const said = (row?.messages ?? [])
    .toReversed()
    .map(({ author, text }) => `${author === 'ava' ? 'Ava' : 'They'}: ${cleanWords(text, 200)}`)
  return {
    ...(customer ? { name: fullName(customer) } : {}),
    ...(contact ? { contact } : {}),
    ...(said.length > 0 ? { conversation: said.join(' / ') } : {}),
    ...(firstAskedAt === null ? {} : { since: 'Health questions: please read on in the conversation.' }),
  }
}
