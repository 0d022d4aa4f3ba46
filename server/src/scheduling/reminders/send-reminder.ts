import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { loadMessageFacts } from '../../db/message-facts.ts'
import { queueMessage } from '../../messages/queue-message.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { appointmentDetails, type AppointmentDetails } from '../appointment-details.ts'
import { contactsOf, refusedPurposes, spokenLanguage, toldVisit, consentPurpose } from '../appointment-messages.ts'
import { messageAbout } from '../message-words.ts'
import { anchorOf, queueNextReminder, timesOf } from './plan-reminders.ts'
import type { ReminderToSend } from './reminder-times.ts'

/** What is said after a visit is not said a week later. */
const TOO_LATE_MS = 7 * 86_400_000

/** `overtaken`: the appointment has changed or is over; what it is now has jobs of its own. */
export type SendReminderResult = 'sent' | 'overtaken' | 'too_early' | 'nothing_to_send'

/**
 * Queues what one rule wants sent, if the appointment still is what it was when this was planned, and
 * plans the next. Running twice sends once. Late (the server was down), only the newest that is due is sent.
 */
export async function sendReminder(
  tenant: Tenant,
  request: { appointmentId: string; version: number; ruleKey: string; enqueue: Enqueue; now: Date },
): Promise<SendReminderResult> {
  const { enqueue, now } = request
  return tenant.transaction(async (tx): Promise<SendReminderResult> => {
    const visit = await visitOf(tx, request.appointmentId)
    const anchor = anchorOf(visit)
    if (anchor?.id !== request.appointmentId || anchor.version !== request.version) return 'overtaken'
    const spa = await loadMessageFacts(tx)
    const { timeZone } = anchor.location
    const rules = spa.reminderRules
    const times = timesOf(anchor, { rules, timeZone })
    const asked = times.find(({ due }) => due.some(({ key }) => key === request.ruleKey))
    await queueNextReminder(tx, { tenantId: tenant.id, enqueue, anchor, rules, timeZone, now })
    // The rule is gone, or has been moved to a later time since: that has just been planned.
    if (!asked) return 'nothing_to_send'
    if (asked.at > now) return 'too_early'
    const isOver = anchor.status === 'completed'
    const newest = times.findLast(({ at }) => at <= now)!
    const isTooLate = isOver ? now.getTime() - newest.at.getTime() > TOO_LATE_MS : anchor.startsAt <= now
    if (isTooLate) return 'nothing_to_send'
    const parts = visit.filter(({ status }) => status === anchor.status)
    let count = 0
    for (const rule of newest.due)
      count += await queueOne(tx, { ...newest, tenant, enqueue, parts, anchor, rule, spa, now })
    return count > 0 ? 'sent' : 'nothing_to_send'
  })
}

/** The appointment with the others of its visit, in order. */
async function visitOf(tx: TenantTransaction, appointmentId: string): Promise<AppointmentDetails[]> {
  const first = await tx.appointment.findFirst({ where: { id: appointmentId }, select: { visitId: true } })
  if (!first) return []
  return tx.appointment.findMany({
    where: first.visitId ? { visitId: first.visitId } : { id: appointmentId },
    include: appointmentDetails,
    orderBy: { startsAt: 'asc' },
  })
}

/** Queues one message for one rule; how many that made. */
async function queueOne(
  tx: TenantTransaction,
  reminder: {
    tenant: Tenant
    enqueue: Enqueue
    parts: readonly AppointmentDetails[]
    anchor: AppointmentDetails
    rule: ReminderToSend
    /** Everything that is due at the same moment. */
    due: readonly ReminderToSend[]
    spa: Awaited<ReturnType<typeof loadMessageFacts>>
    now: Date
  },
): Promise<number> {
  const { tenant, anchor, rule, spa, now } = reminder
  const refused = await refusedPurposes(tx, anchor.customerId)
  const contacts = (await contactsOf(tx, anchor)).filter(({ kind }) => !refused.has(consentPurpose(kind)))
  const wanted = rule.channel === 'email' ? 'email' : 'phone'
  const other = reminder.due.some((one) => one !== rule && one.purpose === rule.purpose)
  // Who gave the other kind only is told by that, unless a rule of the same moment does so anyway.
  const to = contacts.find(({ kind }) => kind === wanted) ?? (other ? undefined : contacts[0])
  if (!to) return 0
  const words = messageAbout(toldVisit(reminder.parts), {
    purpose: rule.purpose,
    spa,
    to,
    language: await spokenLanguage(tx, anchor),
    now,
  })
  const { isNew } = await queueMessage(tx, reminder.enqueue, {
    tenantId: tenant.id,
    channel: to.kind === 'phone' ? 'sms' : 'email',
    to: to.value,
    purpose: rule.purpose,
    kind: 'notice',
    appointmentId: anchor.id,
    appointmentVersion: anchor.version,
    onceKey: `${anchor.id}:${anchor.version}:${rule.purpose}:${rule.offsetMin}:${to.kind}`,
    ...words,
  })
  return isNew ? 1 : 0
}
