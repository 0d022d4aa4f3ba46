import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { notifyDesk } from '../../db/notify.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { planReminders } from './plan-reminders.ts'
import { reminderPurposes, type ReminderPurpose } from './reminder-times.ts'

export interface Rule {
  /** Null: every service. */
  serviceId: string | null
  channel: 'sms' | 'email'
  purpose: ReminderPurpose
  /** Minutes from the start of the visit; negative is before. */
  offsetMin: number
  isActive: boolean
}

const MOST_RULES = 100
const DAY_MIN = 1_440
/** Two weeks before; four weeks after. */
const EARLIEST_MIN = -14 * DAY_MIN
const LATEST_MIN = 28 * DAY_MIN
const REPLANNED_AT_ONCE = 200

/** What the spa has set; empty: the product's own rules count (reminder-times.ts). */
export async function loadReminderRules(tenant: Tenant): Promise<(Rule & { id: string })[]> {
  const rows = await tenant.db.reminderRule.findMany({
    orderBy: [{ purpose: 'asc' }, { offsetMin: 'asc' }, { id: 'asc' }],
  })
  return rows.flatMap(({ id, serviceId, channel, purpose, offsetMin, isActive }) =>
    isReminderPurpose(purpose) && (channel === 'sms' || channel === 'email')
      ? [{ id, serviceId, channel, purpose, offsetMin, isActive }]
      : [],
  )
}

export type SaveRulesResult = { ok: true } | { ok: false; problems: string[] }

/**
 * Sets what is sent around visits, all of it; no rules at all brings the product's own back. Visits that are booked
 * already follow the new rules from now on: nothing is sent twice, and nothing after its time.
 */
export async function saveReminderRules(
  tenant: Tenant,
  request: { rules: readonly Rule[]; actor: string; enqueue: Enqueue; now: Date },
): Promise<SaveRulesResult> {
  const { rules, actor, enqueue, now } = request
  return tenant.transaction(async (tx): Promise<SaveRulesResult> => {
    const problems = await problemsOf(tx, rules)
    if (problems.length > 0) return { ok: false, problems }
    await tx.reminderRule.deleteMany({})
    await tx.reminderRule.createMany({
      data: rules.map(({ serviceId, channel, purpose, offsetMin, isActive }) => ({
        serviceId,
        channel,
        purpose,
        offsetMin,
        isActive,
      })),
    })
    await tx.auditEntry.create({
      data: {
        actor,
        action: 'reminders.saved',
        subjectType: 'tenant',
        subjectId: tenant.id,
        data: { count: rules.length },
      },
    })
    await notifyDesk(tx)
    const coming = await tx.appointment.findMany({
      where: { status: 'booked', startsAt: { gt: now } },
      select: { id: true },
      orderBy: { startsAt: 'asc' },
    })
    for (let at = 0; at < coming.length; at += REPLANNED_AT_ONCE) {
      const appointmentIds = coming.slice(at, at + REPLANNED_AT_ONCE).map(({ id }) => id)
      await planReminders(tx, { tenantId: tenant.id, enqueue, appointmentIds, now })
    }
    return { ok: true }
  })
}

async function problemsOf(tx: TenantTransaction, rules: readonly Rule[]): Promise<string[]> {
  const services = await tx.service.findMany({ select: { id: true } })
  const known = new Set(services.map(({ id }) => id))
  const problems = rules.flatMap(({ serviceId, purpose, offsetMin }) => {
    const isBefore = purpose === 'reminder'
    if (serviceId !== null && !known.has(serviceId)) return ['There is no such service.']
    if (!Number.isInteger(offsetMin)) return ['The time is a whole number of minutes.']
    if (isBefore && (offsetMin >= 0 || offsetMin < EARLIEST_MIN)) {
      return ['A reminder is sent before the visit, at most two weeks.']
    }
    if (!isBefore && (offsetMin <= 0 || offsetMin > LATEST_MIN)) {
      return ['What follows a visit is sent after it, at most four weeks.']
    }
    return []
  })
  const keys = rules.map(
    ({ serviceId, channel, purpose, offsetMin }) => `${serviceId} ${channel} ${purpose} ${offsetMin}`,
  )
  if (new Set(keys).size < keys.length) problems.push('Two rules are the same.')
  if (rules.length > MOST_RULES) problems.push(`There are more than ${MOST_RULES} rules.`)
  return [...new Set(problems)]
}

function isReminderPurpose(word: string): word is ReminderPurpose {
  return (reminderPurposes as readonly string[]).includes(word)
}
