import { z } from 'zod'
import { findOpenings } from '../scheduling/openings/find-openings.ts'
import { dayLabel } from '../scheduling/slot-label.ts'
import { resolveWhen, wishOfDates } from '../scheduling/when/resolve-when.ts'
import type { TimeWish } from '../scheduling/when/time-wish.ts'
import { defineTool } from './define-tool.ts'
import { stop, type Gate } from './gates/gate.ts'
import { findOwnAppointment } from './gates/identity.ts'
import { openingFacts, openingsCard } from './openings-answer.ts'
import { providerAskedFor, serviceAskedFor } from './service-asked-for.ts'

const partsOfDay = {
  morning: { latestMin: 12 * 60 - 1 },
  afternoon: { earliestMin: 12 * 60, latestMin: 17 * 60 - 1 },
  evening: { earliestMin: 17 * 60 },
  any: {},
}
const isoDate = z.string().max(40)

const parameters = z.object({
  service: z.string().min(1).max(200).describe('The service, in the person’s words.'),
  when: z
    .string()
    .max(300)
    .optional()
    .describe(
      'The person’s own words for the time, unchanged: "tomorrow after 3", "next Tuesday", "this weekend". The server works out the dates. Prefer this to from_date and to_date.',
    ),
  from_date: isoDate.optional().describe('First day, as 2026-12-01. Only when the person gave a calendar date.'),
  to_date: isoDate.optional().describe('Last day, as 2026-12-05.'),
  time_of_day: z.enum(['morning', 'afternoon', 'evening', 'any']).optional(),
  provider: z.string().max(100).optional().describe('The provider the person asked for, if they did.'),
  moving: z
    .string()
    .max(40)
    .optional()
    .describe(
      'When looking for a new time for an existing appointment: its reference, so that its own time counts as free.',
    ),
})

export const findOpeningsTool = defineTool({
  name: 'find_openings',
  description:
    'Free times for a service. Offer only what it returns, by the labels. Each opening has a slot to pass to hold_slot, book_appointment or reschedule_appointment.',
  parameters,
  kind: 'read',
  run: async (context, args) => {
    const asked = await serviceAskedFor(context, args.service)
    if (!asked.passed) return asked.answer
    const { service } = asked
    const provider = await providerAskedFor(context, { words: args.provider, service })
    if (!provider.passed) return provider.answer
    const moving = args.moving === undefined ? null : await findOwnAppointment(context, args.moving)
    if (moving && !moving.passed) return moving.answer
    const location = await context.tenant.db.location.findFirst({ orderBy: { id: 'asc' }, select: { timeZone: true } })
    const time = wishOf(args, location!.timeZone, context.conversation.now)
    if (!time.passed) return time.answer

    const found = await findOpenings(context.tenant, {
      conversationId: context.conversation.id,
      now: context.conversation.now,
      serviceId: service.id,
      providerId: provider.providerId,
      wish: time.wish,
      exceptAppointmentId: moving?.appointment.id,
    })
    if (!found.ok) return nothing(found, service.name).answer
    const { openings, isAsWished } = found
    const result = { ok: true, service: service.name, openings: openingFacts(openings), as_asked: isAsWished }
    const cards = openingsCard(`Open times for ${service.name}`, openings)
    if (isAsWished) return { result, cards }
    const [first] = openings
    return {
      result: {
        ...result,
        say: `I have nothing free then. The next I see is ${first!.label} with ${first!.providerName}. Would that or another time work?`,
      },
      cards,
    }
  },
})

/** What the person asked for: their own words before dates, dates before nothing. */
function wishOf(args: z.infer<typeof parameters>, timeZone: string, now: Date): Gate<{ wish: TimeWish }> {
  const part = args.time_of_day ? partsOfDay[args.time_of_day] : {}
  const dates = wishOfDates({ from: args.from_date, to: args.to_date }, timeZone, now)
  const words = args.when === undefined ? null : resolveWhen(args.when, timeZone, now)
  // "After 3", with the day in from_date.
  const isClockOnly = words?.ok && !words.namesDays && dates.ok && dates.namesDays
  const hasDates = dates.ok && dates.namesDays
  const chosen = words === null || (!words.ok && words.reason === 'not_understood' && hasDates) ? dates : words
  if (!chosen.ok) {
    return chosen.reason === 'in_past'
      ? stop('in_past', 'That day has already passed. Which day would suit you?')
      : stop('unclear_date', 'I am not sure which day you mean. Which day would suit you?')
  }
  const days = isClockOnly ? { from: dates.wish.from, to: dates.wish.to } : {}
  const hasClock = [chosen.wish.earliestMin, chosen.wish.latestMin, chosen.wish.nearMin].some(
    (one) => one !== undefined,
  )
  return { passed: true, wish: { ...(hasClock ? {} : part), ...withoutUndefined(chosen.wish), ...days } }
}

function withoutUndefined(wish: TimeWish): TimeWish {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as unknown as TimeWish
}

function nothing(found: { reason: string; lastDate?: Temporal.PlainDate }, service: string) {
  switch (found.reason) {
    case 'in_past':
      return stop('in_past', 'That day has already passed. Which day would suit you?')
    case 'too_far':
      return stop('too_far', `I can book ${service} up to ${dayLabel(found.lastDate!)}. Would an earlier day work?`)
    case 'no_service':
      return stop('not_found', `${service} can't be booked at the moment. Is there something else you would like?`)
    default:
      return stop(
        'none_free',
        `I see nothing free for ${service} around then. Would another day or another provider work? I can also take a message.`,
      )
  }
}
