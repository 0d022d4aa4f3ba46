import { z } from 'zod'
import { maskedContact, type Contact } from '../customers/contact.ts'
import { findOpenings, type Opening } from '../scheduling/openings/find-openings.ts'
import { findWaiting } from '../scheduling/waitlist/find-waiting.ts'
import { joinWaitlist } from '../scheduling/waitlist/join-waitlist.ts'
import { OFFER_MS } from '../scheduling/waitlist/offer-timing.ts'
import { windowWords } from '../scheduling/waitlist/window-words.ts'
import type { TimeWish } from '../scheduling/when/time-wish.ts'
import { defineTool } from './define-tool.ts'
import * as fields from './fields.ts'
import { wishOf } from './find-openings.ts'
import { readPerson } from './gates/identity.ts'
import { stop } from './gates/gate.ts'
import { openingFacts, openingsCard } from './openings-answer.ts'
import { providerAskedFor, servicesAskedFor } from './service-asked-for.ts'
import type { ToolContext } from './tool.ts'
import { offerWords, waitingFacts } from './waitlist/waiting-facts.ts'

const parameters = z.object({
  service: z.string().min(1).max(200).describe('The service, in the person’s words.'),
  when: z
    .string()
    .max(300)
    .optional()
    .describe(
      'The person’s own words for the times that would suit them, unchanged: "Friday afternoon", "any day next week".',
    ),
  from_date: z
    .string()
    .max(40)
    .optional()
    .describe('First day, as 2026-12-01. Only when the person gave a calendar date.'),
  to_date: z.string().max(40).optional().describe('Last day, as 2026-12-05.'),
  time_of_day: z.enum(['morning', 'afternoon', 'evening', 'any']).optional(),
  provider: z.string().max(100).optional().describe('The provider, if only that one will do.'),
  given_name: fields.givenName.default(''),
  family_name: fields.familyName.optional(),
  phone: fields.phone.optional(),
  email: fields.email.optional(),
})

export const joinWaitlistTool = defineTool({
  name: 'join_waitlist',
  description:
    'Puts the person on the waitlist when the time they would like is taken. Ask for a name and a phone number or email first. When a time comes free it is kept for them for a few minutes and they are written to. It books nothing.',
  parameters,
  kind: 'write',
  run: async (context, args) => {
    const { tenant, conversation, enqueue } = context
    const { id: conversationId, now } = conversation
    const asked = await servicesAskedFor(context, [args.service])
    if (!asked.passed) return asked.answer
    const { main: service } = asked
    const provider = await providerAskedFor(context, { words: args.provider, service })
    if (!provider.passed) return provider.answer
    const location = await tenant.db.location.findFirst({ orderBy: { id: 'asc' }, select: { timeZone: true } })
    const time = wishOf(withoutNoWish(args), location!.timeZone, now)
    if (!time.passed) return time.answer
    const identified = await readPerson(context, args)
    if (!identified.passed) return identified.answer
    const { person } = identified

    const reach = contactToReach(person.contacts)
    const consentText = `If a time comes free I will write to ${maskedContact(reach)}.`
    const wish = withNear(time.wish)
    const joined = await joinWaitlist(tenant, {
      who: { person, conversationId, consentText },
      serviceId: service.id,
      providerId: provider.providerId ?? null,
      from: wish.from,
      to: wish.to,
      earliestMin: wish.earliestMin ?? null,
      latestMin: wish.latestMin ?? null,
      weekdays: wish.weekdays ?? [],
      channel: reach.kind === 'email' ? 'email' : conversation.channel,
      conversationId,
      actor: 'ava',
      now,
      enqueue,
    })
    if (!joined.ok) {
      return joined.reason === 'in_past'
        ? stop('in_past', 'That day has already passed. Which day would suit you?').answer
        : stop('not_found', `${service.name} can’t be booked at the moment. Shall I take a message for the team?`)
            .answer
    }
    const { entry, isNew } = joined
    const place = `${service.name}, ${windowWords(entry)}`
    const onList = isNew
      ? `You are on the waitlist for ${place}.`
      : `You are on the waitlist for that already: ${place}.`
    const next = `${consentText} It is then kept for you for ${OFFER_MS / 60_000} minutes; nothing is booked until you say yes.`
    const facts = { ok: true, service: service.name, waiting_for: windowWords(entry) }
    const effects = [{ type: 'identified' as const, customerId: entry.customerId, isVerified: false }]

    const offered = await openOffer(context, entry.id)
    if (offered)
      return { result: { ...facts, ...waitingFacts(offered), say: `${onList} ${offerWords(offered)}` }, effects }
    // Nobody waits in vain for what is free already.
    const free = await freeNow(context, { serviceId: service.id, providerId: provider.providerId, wish })
    const also = free[0]
      ? ` I also see ${free[0].label} with ${free[0].providerName} free now: would you rather have that?`
      : ''
    return {
      result: {
        ...facts,
        ...(free.length > 0 ? { openings: openingFacts(free) } : {}),
        say: `${onList} ${next}${also}`,
      },
      cards: openingsCard('Free now', free),
      effects,
    }
  },
})

const noWish = /^(?:any(?: ?time| day| date)?|whenever|no preference|flexible|as soon as possible|asap)\.?$/i

/** "Any time" is a wish too: the next two weeks. */
function withoutNoWish<A extends { when?: string | undefined }>(args: A): A {
  return args.when !== undefined && noWish.test(args.when.trim()) ? { ...args, when: undefined } : args
}

/** "Around three": an hour before and after. */
function withNear(wish: TimeWish): TimeWish {
  const { nearMin } = wish
  if (nearMin === undefined) return wish
  return { ...wish, earliestMin: Math.max(0, nearMin - 60), latestMin: Math.min(24 * 60 - 1, nearMin + 60) }
}

/** As offers are sent: a text, if they gave a number. */
function contactToReach(contacts: readonly Contact[]): Contact {
  return contacts.find(({ kind }) => kind === 'phone') ?? contacts[0]!
}

async function openOffer({ tenant, conversation }: ToolContext, entryId: string) {
  const { id: conversationId, now } = conversation
  const { entries } = await tenant.transaction((tx) => findWaiting(tx, { conversationId, now }))
  return entries.find(({ id, offers }) => id === entryId && offers.length > 0) ?? null
}

async function freeNow(
  { tenant, conversation }: ToolContext,
  query: { serviceId: string; providerId: string | undefined; wish: TimeWish },
): Promise<Opening[]> {
  const { id: conversationId, now } = conversation
  const found = await findOpenings(tenant, { ...query, conversationId, now, limit: 2 })
  return found.ok && found.isAsWished ? found.openings : []
}
