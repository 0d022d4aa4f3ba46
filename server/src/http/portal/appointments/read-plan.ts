import type { Plan, PlanProposal } from '@ava/protocol/portal/plans.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { planProgress } from '../../../scheduling/plans/plans.ts'
import { proposeSessions } from '../../../scheduling/plans/propose-sessions.ts'
import { notFound } from '../row-id.ts'
import { seriesOf, type Series } from './series.ts'

interface Options {
  id: string
  staffId: string
  now: Date
  /** Whether dates for what is left are looked for, which takes a moment. */
  withProposal: boolean
}

/** A plan's progress and what could be booked next. Throws 404 when this spa has none such. */
export async function readPlan(tenant: Tenant, options: Options): Promise<Plan> {
  const { id, now, withProposal } = options
  const series = await seriesOf(tenant, { planId: id, now })
  const { plan, completed, booked, remaining, sessions, timeZone } = await tenant.transaction(async (tx) => {
    const progress = await planProgress(tx, id)
    if (!progress) throw notFound('plan')
    return {
      ...progress,
      timeZone: series?.timeZone ?? (await tx.tenant.findFirstOrThrow({ select: { timeZone: true } })).timeZone,
      sessions: await tx.appointment.findMany({
        where: { planId: id },
        orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
        select: { id: true, startsAt: true, status: true },
      }),
    }
  })
  const asks = withProposal && plan.status === 'active' && remaining > 0
  return {
    id,
    status: plan.status,
    totalSessions: plan.totalSessions,
    minDays: plan.intervalMinDays,
    maxDays: plan.intervalMaxDays,
    completed,
    booked,
    remaining,
    timeZone,
    sessions: sessions.map(({ id: appointmentId, startsAt, status }) => ({
      appointmentId,
      startsAt: startsAt.toISOString(),
      status,
    })),
    proposal: asks ? await propose(tenant, series, options) : null,
  }
}

async function propose(
  tenant: Tenant,
  series: Series | null,
  { id: planId, staffId, now }: Options,
): Promise<PlanProposal | null> {
  if (!series) return { sessions: [], providerName: '', problem: 'no_start' }
  const { providerName } = series
  const proposed = await proposeSessions(tenant, { ...series, planId, staffId, now })
  if (proposed.ok) {
    const sessions = proposed.sessions.map(({ startsAt, isFree }) => ({ startsAt: startsAt.toISOString(), isFree }))
    return { sessions, providerName, problem: sessions.length > 0 ? null : 'too_late' }
  }
  // Ended, or booked by somebody else, since its progress was read a moment ago.
  return proposed.reason === 'no_start' ? { sessions: [], providerName, problem: 'no_start' } : null
}
