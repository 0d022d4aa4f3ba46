import { z } from 'zod'
import type { CatalogService } from '../catalog/services.ts'
import { findOpenings } from '../scheduling/openings/find-openings.ts'
import { dayLabel } from '../scheduling/slot-label.ts'
import { resolveWhen, wishOfDates } from '../scheduling/when/resolve-when.ts'
import type { TimeWish } from '../scheduling/when/time-wish.ts'
import { defineTool } from './define-tool.ts'
import { stop, type Gate } from './gates/gate.ts'
import { customerWithConsultation } from './gates/prerequisite.ts'
import { findOwnAppointment } from './gates/identity.ts'
import { restOfVisit } from './own-visit.ts'
import { inWords } from './list-services.ts'
import * as fields from './fields.ts'
import type { AppointmentDetails } from '../scheduling/appointment-details.ts'
import type { ToolContext } from './tool.ts'
import { openingFacts, openingsCard } from './openings-answer.ts'
import { providerAskedFor, servicesAskedFor, servicesOf } from './service-asked-for.ts'

const partsOfDay = {
  morning: { latestMin: 12 * 60 - 1 },
  afternoon: { earliestMin: 12 * 60, latestMin: 17 * 60 - 1 },
  evening: { earliestMin: 17 * 60 },
  any: {},
}
const isoDate = z.string().max(40)

const parameters = z.object({
  service: z.string().min(1).max(200).describe('The service, in the person’s words.'),
  also: z
    .array(z.string().min(1).max(200))
    .max(4)
    .optional()
    .describe('Further services for the same visit, one after the other, in the person’s words.'),
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
  only_this_service: fields.onlyThis.optional(),
})

export const findOpeningsTool = defineTool({
  name: 'find_openings',
  description:
    'Free times for a service, or for several in one visit. Offer only what it returns, by the labels. Each opening has a slot to pass to hold_slot, book_appointment or reschedule_appointment.',
  parameters,
  kind: 'read',
  run: async (context, args) => {
    const moving = args.moving === undefined ? null : await findOwnAppointment(context, args.moving)
    if (moving && !moving.passed) return moving.answer
    const visit = moving ? await visitToMove(context, moving.appointment, args) : null
    const asked = visit
      ? await servicesOf(context, visit)
      : await servicesAskedFor(context, [args.service, ...(args.also ?? [])])
    if (!asked.passed) return asked.answer
    const { services } = asked
    const provider = await providerAskedFor(context, { words: args.provider, service: asked.main })
    if (!provider.passed) return provider.answer
    const location = await context.tenant.db.location.findFirst({ orderBy: { id: 'asc' }, select: { timeZone: true } })
    const time = wishOf(args, location!.timeZone, context.conversation.now)
    if (!time.passed) return time.answer

    const names = inWords(services.map(({ name }) => name))
    const look = (customerId?: string) =>
      findOpenings(context.tenant, {
        conversationId: context.conversation.id,
        now: context.conversation.now,
        serviceId: services[0]!.id,
        serviceIds: services.map(({ id }) => id),
        providerId: provider.providerId,
        wish: time.wish,
        exceptAppointmentIds: visit?.map(({ id }) => id),
        customerId,
      })
    const customerId = visit ? undefined : await customerWithConsultation(context, services)
    const theirs = customerId === undefined ? null : await look(customerId)
    // Past the days for which their consultation counts there are times too, with another one before.
    const found = theirs?.ok ? theirs : await look()
    if (!found.ok) return nothing(found, names).answer
    const { openings, isAsWished } = found
    const result = {
      ok: true,
      service: names,
      openings: openingFacts(openings),
      as_asked: isAsWished,
      // Said at the end by the booking itself; here so that nobody is promised more.
      ...(services.some(({ requiresApproval }) => requiresApproval) ? { team_confirms: true } : {}),
      ...(visit || theirs?.ok ? {} : await consultationFirst(context, services)),
    }
    const cards = openingsCard(`Open times for ${names}`, openings)
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

/** That a consultation must come first is better heard before a time is chosen than after. */
async function consultationFirst({ tenant }: ToolContext, services: readonly CatalogService[]): Promise<object> {
  const needed = services
    .map(({ prerequisiteServiceId: id }) => id)
    .find((id) => id !== null && !services.some((one) => one.id === id))
  if (!needed) return {}
  const consultation = await tenant.db.service.findFirst({ where: { id: needed }, select: { name: true } })
  return { consultation_first: consultation!.name }
}

/** A visit is moved as one, unless the person wants one service of it alone. */
async function visitToMove(
  context: ToolContext,
  appointment: AppointmentDetails,
  args: { only_this_service?: boolean | undefined },
): Promise<AppointmentDetails[]> {
  return args.only_this_service ? [appointment] : restOfVisit(context, appointment)
}

/** What the person asked for: their own words before dates, dates before nothing. */
export function wishOf(
  args: Pick<z.infer<typeof parameters>, 'when' | 'from_date' | 'to_date' | 'time_of_day'>,
  timeZone: string,
  now: Date,
): Gate<{ wish: TimeWish }> {
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
        `I see nothing free for ${service} around then. Would another day or another provider work? I can also put you on the waitlist, and write to you when a time comes free.`,
      )
  }
}
