import type { BookSessionsRequest, StartPlanRequest } from '@ava/protocol/portal/plans.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { stopPlan as stop } from '../../../scheduling/plans/plans.ts'
import { bookSessions } from '../../../scheduling/plans/propose-sessions.ts'
import { startPlan as start } from '../../../scheduling/plans/start-plan.ts'
import { slotLabel } from '../../../scheduling/slot-label.ts'
import { HttpError } from '../../http-error.ts'
import type { SpaVisit } from '../access.ts'
import { notFound } from '../row-id.ts'
import { seriesOf } from './series.ts'

const words = {
  not_booked: 'A plan starts from an appointment that is booked or was given. This one is neither.',
  has_plan: 'This appointment is part of a plan already. Load the page anew to see it.',
  no_plan: 'This plan has ended, so nothing was changed. Look at it again.',
  nothing_left: 'Every session of this plan is booked already, perhaps by somebody else just now. Look at it again.',
  no_start: 'No session of this plan is booked any more, so there is nothing to count from. Nothing was booked.',
  changed: 'The dates have changed meanwhile, so nothing was booked. Look at them again.',
}

function conflict(code: keyof typeof words): HttpError {
  return new HttpError(409, code, words[code])
}

/** Returns the new plan's id. Throws 404, or 409 in words. */
export async function startPlan(
  { tenant, session }: SpaVisit,
  { appointmentId, request }: { appointmentId: string; request: StartPlanRequest },
): Promise<string> {
  const days = request.spacing === 'weeks' ? request.everyWeeks * 7 : null
  const started = await start(tenant, {
    appointmentId,
    totalSessions: request.totalSessions,
    interval: request.spacing === 'days' ? request : { minDays: days!, maxDays: days! },
    actor: `user:${session.user.id}`,
  })
  if (started.ok) return started.plan.id
  if (started.reason === 'not_found') throw notFound('appointment')
  throw conflict(started.reason)
}

/** Books the dates that were agreed to: all, or none and 409 with which of them are not free. */
export async function bookPlanSessions(
  { tenant, session }: SpaVisit,
  options: { planId: string; request: BookSessionsRequest; staffId: string; now: Date; enqueue: Enqueue },
): Promise<void> {
  const { planId, now } = options
  const agreed = options.request.startsAt.map((startsAt) => new Date(startsAt))
  const series = await seriesOf(tenant, { planId, now })
  if (!series) throw conflict('no_start')
  const booked = await bookSessions(tenant, { ...options, ...series, agreed, actor: `user:${session.user.id}` })
  if (booked.ok) return
  if (booked.reason === 'changed' || booked.reason === 'not_all_free') {
    throw notAgreedAnyMore(agreed, { taken: booked.notFree, timeZone: series.timeZone })
  }
  throw conflict(booked.reason)
}

/** Ends a plan early. Throws 404 when there is none such, 409 when it has ended. */
export async function stopPlan({ tenant, session }: SpaVisit, { planId }: { planId: string }): Promise<void> {
  await tenant.transaction(async (tx) => {
    if ((await tx.treatmentPlan.count({ where: { id: planId } })) === 0) throw notFound('plan')
    const { ok } = await stop(tx, { planId, actor: `user:${session.user.id}` })
    if (!ok) throw conflict('no_plan')
  })
}

function notAgreedAnyMore(agreed: Date[], { taken, timeZone }: { taken: Date[]; timeZone: string }): HttpError {
  if (taken.length === 0) return conflict('changed')
  const times = new Set(taken.map((time) => time.getTime()))
  const dates = new Intl.ListFormat('en-US').format(taken.map((time) => slotLabel(time, timeZone)))
  const message = `Nothing was booked: ${dates} ${taken.length === 1 ? 'is' : 'are'} not free any more. Look at the dates again.`
  const fields = agreed.flatMap((time, index) =>
    times.has(time.getTime()) ? [[`startsAt.${index}`, 'Not free any more.']] : [],
  )
  return new HttpError(409, 'slot_taken', message, { fields: Object.fromEntries(fields) as Record<string, string> })
}
