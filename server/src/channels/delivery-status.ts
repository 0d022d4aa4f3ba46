import type { TenantTransaction } from '../db/for-tenant.ts'
import type { DeliveryStatus, OutboxMessage, OutboxStatus } from '../db/generated/client.ts'
import { notifyConversation } from '../db/notify.ts'
import { closeTask, raiseTask } from './tasks.ts'
import { recordOptOut } from './sms/opt-outs.ts'

/** In the order in which a message moves. A later word that it arrived outweighs that it failed, never the other way. */
const ranks = [
  'none',
  'draft',
  'queued',
  'sending',
  'sent',
  'failed',
  'undelivered',
  'delivered',
  'read',
] as const satisfies readonly DeliveryStatus[]

export type ReportedStatus = Exclude<DeliveryStatus, 'none' | 'draft'>

const outboxStatus: Record<ReportedStatus, OutboxStatus> = {
  queued: 'queued',
  sending: 'sending',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  failed: 'failed',
  undelivered: 'failed',
}
/** The same order, as the outbox knows it; what is superseded was never sent. */
const outboxRanks: readonly OutboxStatus[] = ['queued', 'sending', 'sent', 'failed', 'delivered']

/** Twilio's word for somebody who has said STOP, at once or later. */
const OPTED_OUT = '21610'

/** Nobody waits for these, or whoever does asks again: when one does not arrive, nothing has to be done about it. */
const unmissed = [
  'verification_code',
  'follow_up',
  'review_request',
  'csat',
  'waitlist_withdrawn',
  'opt_out_confirmed',
  'opt_in_confirmed',
  'help',
  'visit_confirmed',
]

/**
 * Takes what the provider (or the sending itself) says of an outgoing message, for the outbox and the
 * thread alike. Reports come twice and in any order: the furthest one counts, and only a step forward is
 * written. What failed for good and mattered becomes a task. False when it changed nothing.
 */
export async function applyDeliveryStatus(
  tx: TenantTransaction,
  report: { outboxId: string; status: ReportedStatus; errorCode?: string | null; at: Date },
): Promise<boolean> {
  const { outboxId, status, at } = report
  const errorCode = report.errorCode ?? null
  const isFailure = status === 'failed' || status === 'undelivered'
  const isArrival = status === 'delivered' || status === 'read'
  // The outbox row first, always: two reports of one message wait for each other here.
  const outbox = await tx.outboxMessage.updateMany({
    where: {
      id: outboxId,
      status: { in: outboxRanks.slice(0, outboxRanks.indexOf(outboxStatus[status])) },
    },
    data: {
      status: outboxStatus[status],
      ...(isFailure ? { error: errorCode ?? status } : { error: null }),
      ...(isArrival ? { deliveredAt: at } : {}),
    },
  })
  const message = await tx.communicationMessage.updateMany({
    where: { outboxId, deliveryStatus: { in: ranks.slice(0, ranks.indexOf(status)) } },
    data: { deliveryStatus: status, errorCode: isFailure ? errorCode : null },
  })
  if (outbox.count + message.count === 0) return false
  const row = await tx.outboxMessage.findFirst({ where: { id: outboxId } })
  if (message.count > 0 && row?.conversationId) await notifyConversation(tx, { conversationId: row.conversationId })
  if (!row) return true
  if (isFailure && outbox.count > 0) await followFailure(tx, { row, errorCode, at })
  if (isArrival) await withdrawTask(tx, { row, at })
  return true
}

async function followFailure(
  tx: TenantTransaction,
  { row, errorCode, at }: { row: OutboxMessage; errorCode: string | null; at: Date },
): Promise<void> {
  if (row.channel === 'sms' && errorCode === OPTED_OUT && row.fromAddress) {
    await recordOptOut(tx, {
      ourAddress: row.fromAddress,
      theirAddress: row.toAddress,
      isOptedOut: true,
      words: OPTED_OUT,
      source: 'provider',
      at,
      conversationId: row.conversationId,
    })
  }
  if (unmissed.includes(row.purpose) || (await isKnownOptOut(tx, { row, errorCode }))) return
  const appointment = row.appointmentId
    ? await tx.appointment.findFirst({ where: { id: row.appointmentId }, select: { reference: true } })
    : null
  await raiseTask(tx, {
    kind: 'undelivered',
    subjectKey: subjectOf(row),
    title: row.channel === 'sms' ? 'A text message did not arrive' : 'An email did not arrive',
    conversationId: row.conversationId,
    appointmentId: row.appointmentId,
    data: {
      about: row.purpose.replaceAll('_', ' '),
      appointment: appointment?.reference ?? '',
      to: row.toAddress,
      reason: errorCode ?? '',
      outboxId: row.id,
    },
  })
}

/** Somebody at the spa already has the task of reaching them in another way. */
async function isKnownOptOut(
  tx: TenantTransaction,
  { row, errorCode }: { row: OutboxMessage; errorCode: string | null },
): Promise<boolean> {
  if (errorCode !== OPTED_OUT && errorCode !== 'opted_out') return false
  // One that was never sent has no number of ours yet.
  const subjectKey =
    row.fromAddress === null ? { endsWith: ` ${row.toAddress}` } : `${row.fromAddress} ${row.toAddress}`
  return (await tx.task.count({ where: { kind: 'opted_out', subjectKey, status: { not: 'done' } } })) > 0
}

/** It arrived after all: nobody has to see to it. */
async function withdrawTask(tx: TenantTransaction, { row, at }: { row: OutboxMessage; at: Date }): Promise<void> {
  await closeTask(tx, {
    kind: 'undelivered',
    subjectKey: subjectOf(row),
    closedBy: 'job:delivery-status',
    resolution: 'It arrived after all.',
    at,
  })
}

const subjectOf = ({ id }: Pick<OutboxMessage, 'id'>) => `outbox:${id}`
