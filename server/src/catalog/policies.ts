import type { PolicyList, PolicyRequest, PolicyVersion } from '@ava/protocol/portal/set-up-policies.ts'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import type { Policy } from '../db/generated/client.ts'
import { lockForTransaction } from '../db/locks.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { hasProblems, invalid, recordSetUp, type SetUpRefusal } from '../tenants/set-up-change.ts'
import { money } from './price-text.ts'

const lock = 'set-up:policies'

/**
 * Publishes a version. Who agreed to an earlier one has agreed to that one: its row is never touched.
 * Services get it on the day it holds from, and are left with the old one until then.
 */
export async function publishPolicy(
  tenant: Tenant,
  { request, actor, now, enqueue }: { request: PolicyRequest; actor: string; now: Date; enqueue: Enqueue },
): Promise<{ ok: true; id: string } | SetUpRefusal> {
  return tenant.transaction(
    async (tx): Promise<{ ok: true; id: string } | SetUpRefusal> => {
      const { basedOn, effectiveFrom: day, isForOthers, ...data } = request
      const newest = await newestOf(tx, data.name)
      if ((newest?.version ?? 0) !== basedOn) {
        return basedOn === 0
          ? invalid({
              name: 'There is a policy of this name already. Publish a new version of it, or choose another name.',
            })
          : { ok: false, reason: 'stale' }
      }
      const { timeZone, currency } = await tx.tenant.findFirstOrThrow({ select: { timeZone: true, currency: true } })
      const effectiveFrom = startOf(day, { timeZone, now })
      const problems = policyProblems(request, { newest, effectiveFrom, timeZone, now, currency })
      if (hasProblems(problems)) return invalid(problems)
      const row = await tx.policy.create({ data: { ...data, version: basedOn + 1, effectiveFrom } })
      if (effectiveFrom <= now) {
        await useCurrentPolicies(tx, now)
        if (isForOthers) await tx.service.updateMany({ where: { policyId: null }, data: { policyId: row.id } })
      } else await enqueue(tx, 'use-policy', { tenantId: tenant.id, policyId: row.id }, { startAfter: effectiveFrom })
      await recordSetUp(tx, {
        actor,
        action: 'policy.published',
        subjectType: 'policy',
        subjectId: row.id,
        data: { name: row.name, version: row.version, effectiveFrom: effectiveFrom.toISOString() },
      })
      return { ok: true, id: row.id }
    },
    { lock },
  )
}

function newestOf(tx: TenantTransaction, name: string) {
  return tx.policy.findFirst({ where: { name }, orderBy: { version: 'desc' } })
}

/** The first moment of a day of the spa; now where that has begun already, or where no day is named. */
function startOf(day: string | null, { timeZone, now }: { timeZone: string; now: Date }): Date {
  if (day === null) return now
  const start = new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds)
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate()
  return today.toString() === day ? now : start
}

function policyProblems(
  request: PolicyRequest,
  around: { newest: Policy | null; effectiveFrom: Date; timeZone: string; now: Date; currency: string },
): Record<string, string> {
  const { newest, effectiveFrom, now, currency } = around
  const problems: Record<string, string> = {}
  if (effectiveFrom < now)
    problems['effectiveFrom'] = 'A policy cannot hold for days that are over. Choose today or later.'
  else if (newest && effectiveFrom < newest.effectiveFrom) {
    const from = Temporal.Instant.fromEpochMilliseconds(newest.effectiveFrom.getTime())
    const day = from.toZonedDateTimeISO(around.timeZone).toPlainDate().toString()
    problems['effectiveFrom'] = `Version ${newest.version} holds from ${day}. Choose that day or a later one.`
  }
  const { feeCents, feePercent, noShowFeeCents, noShowFeePercent } = request
  if (feePercent !== null && feeCents > 0) {
    problems['feePercent'] = `Charge ${money(feeCents, currency)} or a share of the price, not both.`
  }
  if (noShowFeePercent !== null && noShowFeeCents !== null) {
    problems['noShowFeePercent'] = 'Charge an amount or a share of the price, not both.'
  }
  return problems
}

/** Services have the newest version that holds by now. Run again, it changes nothing. */
export async function usePoliciesInForce(tenant: Tenant, { now }: { now: Date }): Promise<void> {
  await tenant.transaction(
    async (tx) => {
      await useCurrentPolicies(tx, now)
    },
    { lock },
  )
}

async function useCurrentPolicies(tx: TenantTransaction, now: Date): Promise<void> {
  // A service's form that is saved at this moment would bring the old one back.
  await lockForTransaction(tx, 'set-up:services')
  const policies = await tx.policy.findMany({
    where: { effectiveFrom: { lte: now } },
    orderBy: { version: 'asc' },
    select: { id: true, name: true },
  })
  const current = new Map(policies.map(({ id, name }) => [name, id]))
  for (const [name, id] of current) {
    const older = policies.filter((policy) => policy.name === name && policy.id !== id).map((policy) => policy.id)
    if (older.length > 0) await tx.service.updateMany({ where: { policyId: { in: older } }, data: { policyId: id } })
  }
}

/** All policies with all their versions, newest first. */
export async function readPolicies(tenant: Tenant, { now }: { now: Date }): Promise<PolicyList> {
  return tenant.transaction(async (tx) => {
    const spa = await tx.tenant.findFirstOrThrow({ select: { currency: true, timeZone: true } })
    const rows = await tx.policy.findMany({
      orderBy: [{ name: 'asc' }, { version: 'desc' }],
      include: {
        _count: { select: { acceptances: true } },
        services: { where: { isActive: true }, select: { name: true }, orderBy: { name: 'asc' } },
      },
    })
    return {
      currency: spa.currency.trim(),
      timeZone: spa.timeZone,
      policies: [...Map.groupBy(rows, ({ name }) => name)].map(([name, versions]) => {
        const current = versions.find(({ effectiveFrom }) => effectiveFrom <= now)
        const stateOf = (row: Policy) =>
          row.effectiveFrom > now ? 'coming' : row.id === current?.id ? 'current' : 'past'
        return {
          name,
          services: versions.flatMap(({ services }) => services.map((service) => service.name)),
          versions: versions.map(({ _count, ...row }) => asVersion(row, stateOf(row), _count.acceptances)),
        }
      }),
    }
  })
}

function asVersion(row: Policy, state: PolicyVersion['state'], acceptances: number): PolicyVersion {
  return {
    id: row.id,
    version: row.version,
    text: row.text,
    cancelWindowHours: row.cancelWindowHours,
    windowClock: row.windowClock,
    feeCents: row.feeCents,
    feePercent: row.feePercent,
    noShowFeeCents: row.noShowFeeCents,
    noShowFeePercent: row.noShowFeePercent,
    rescheduleCounts: row.rescheduleCounts,
    freeWaivers: row.freeWaivers,
    lateAfterMin: row.lateAfterMin,
    effectiveFrom: row.effectiveFrom.toISOString(),
    state,
    acceptances,
  }
}
