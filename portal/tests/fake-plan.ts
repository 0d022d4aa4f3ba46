/** A treatment plan as the API would tell it: two of six sessions stand, and of the next dates one is not free. */
import { BookSessionsRequest, StartPlanRequest, type Plan } from '@ava/protocol/portal/plans.ts'
import type { FakeAnswer } from './fake-desk-server.ts'
import type { FakeDesk } from './fake-desk.ts'
import { at, minuteMs, timeZone, uuid } from './fake-times.ts'

const weeksOn = (weeks: number, hour: number) =>
  new Date(Date.parse(at(hour)) + weeks * 7 * 24 * 60 * minuteMs).toISOString()

const standing = (plan: Plan) => {
  plan.completed = plan.sessions.filter(({ status }) => status === 'completed').length
  plan.booked = plan.sessions.filter(({ status }) => status === 'booked').length
  plan.remaining = plan.totalSessions - plan.completed - plan.booked
  return plan
}

export function fakePlan(): Plan {
  return standing({
    id: uuid(701),
    status: 'active',
    totalSessions: 6,
    minDays: 28,
    maxDays: 28,
    completed: 0,
    booked: 0,
    remaining: 0,
    timeZone,
    sessions: [
      { appointmentId: uuid(1), startsAt: at(9), status: 'completed' },
      { appointmentId: uuid(711), startsAt: weeksOn(4, 9), status: 'booked' },
    ],
    proposal: null,
  })
}

function proposalOf(plan: Plan): Plan['proposal'] {
  if (plan.status !== 'active' || plan.remaining === 0) return null
  const sessions = Array.from({ length: plan.remaining }, (_, index) => ({
    startsAt: weeksOn(8 + 4 * index, 9),
    isFree: index !== 1,
  }))
  return { sessions, providerName: 'Dr. Lee', problem: null }
}

export function startFakePlan(
  desk: FakeDesk,
  { appointmentId, body }: { appointmentId: string; body: unknown },
): FakeAnswer | null {
  const { data } = StartPlanRequest.safeParse(body)
  if (!data) return null
  const days = data.spacing === 'weeks' ? { minDays: data.everyWeeks * 7, maxDays: data.everyWeeks * 7 } : data
  desk.plan = standing({
    ...fakePlan(),
    totalSessions: data.totalSessions,
    minDays: days.minDays,
    maxDays: days.maxDays,
    sessions: [{ appointmentId, startsAt: at(11), status: 'booked' }],
  })
  return { status: 200, data: desk.plan }
}

export function answerPlan(
  desk: FakeDesk,
  { verb, body, isProposing }: { verb: string; body: unknown; isProposing: boolean },
): FakeAnswer {
  const { plan } = desk
  if (!plan) return { status: 404, data: { error: { code: 'not_found', message: 'There is no such plan.' } } }
  if (verb === 'stop') plan.status = 'stopped'
  if (verb === 'sessions') {
    const { startsAt } = BookSessionsRequest.parse(body)
    for (const [index, time] of startsAt.entries()) {
      plan.sessions.push({ appointmentId: uuid(720 + index), startsAt: time, status: 'booked' })
    }
    standing(plan)
  }
  return { status: 200, data: { ...plan, proposal: isProposing ? proposalOf(plan) : null } }
}
