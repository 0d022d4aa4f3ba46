import { readAllergies } from '../../../customers/records/allergies.ts'
import { findTraces } from '../../../db/erase/find-traces.ts'
import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'
import { openAnswer } from '../../../scheduling/screening/answers.ts'
import { openAssessment } from '../../../scheduling/screening/assessment.ts'
import { openResults, openSealed } from './open-sealed.ts'

const exportTimeoutMs = 60_000

/** Secrets of ours that say nothing about the person. */
const ours = { tenantId: true } as const

/**
 * Everything the spa keeps about one person, opened, as one document; null when the spa has no such customer. That it was
 * read is written to the log.
 */
export async function exportCustomer(
  tenant: Tenant,
  { customerId, actor, now }: { customerId: string; actor: string; now: Date },
): Promise<object | null> {
  return tenant.transaction(
    async (tx) => {
      const customer = await tx.customer.findFirst({ where: { id: customerId, erasedAt: null }, omit: ours })
      if (!customer || customer.mergedIntoId !== null) return null
      await tx.auditEntry.create({
        data: { actor, action: 'customer.exported', subjectType: 'customer', subjectId: customerId },
      })
      return { format: 'ava-customer-1', exportedAt: now, customer, ...(await everything(tx, { tenant, customerId })) }
    },
    { timeoutMs: exportTimeoutMs },
  )
}

async function everything(tx: TenantTransaction, { tenant, customerId }: { tenant: Tenant; customerId: string }) {
  const { secrets } = tenant
  const traces = await findTraces(tx, { rootId: customerId })
  const { conversationIds, appointmentIds, contacts } = traces
  const their = { customerId: { in: traces.customerIds } }
  const appointments = []
  const visits = await tx.appointment.findMany({
    where: { id: { in: appointmentIds } },
    orderBy: { startsAt: 'asc' },
    omit: { ...ours, idempotencyKey: true },
    include: {
      service: { select: { name: true } },
      provider: { select: { displayName: true } },
      location: { select: { name: true, timeZone: true } },
      acceptances: { omit: ours },
    },
  })
  for (const visit of visits) {
    const screening = await openAssessment(tx, { secrets, appointmentId: visit.id })
    appointments.push({ ...visit, screening })
  }
  return {
    mergedRecords: await tx.customer.findMany({
      where: { id: { in: traces.customerIds.filter((id) => id !== customerId) } },
      omit: ours,
    }),
    identities: await tx.identity.findMany({ where: their, omit: ours }),
    merges: await tx.customerMerge.findMany({
      where: { OR: [{ keptId: { in: traces.customerIds } }, { mergedId: { in: traces.customerIds } }] },
      omit: ours,
    }),
    consents: await tx.consent.findMany({ where: their, omit: ours, orderBy: { at: 'asc' } }),
    optOuts: await tx.optOut.findMany({
      where: { theirAddress: { in: contacts } },
      omit: ours,
      orderBy: { at: 'asc' },
    }),
    allergies: await readAllergies(tx, { secrets, customerId, withEnded: true }),
    screeningAnswers: await answersOf(tx, { tenant, traces }),
    appointments,
    treatmentPlans: await tx.treatmentPlan.findMany({ where: their, omit: ours }),
    waitlist: await tx.waitlistEntry.findMany({
      where: their,
      omit: ours,
      include: { offers: { omit: { ...ours, code: true } } },
    }),
    conversations: await conversationsOf(tx, { tenant, conversationIds }),
    visitors: await tx.visitor.findMany({ where: { id: { in: traces.visitorIds } }, omit: ours }),
    sentMessages: await tx.outboxMessage.findMany({
      // A code opens something: it is no word to the person that is worth keeping.
      where: { id: { in: traces.outboxIds }, kind: { not: 'code' } },
      omit: ours,
      orderBy: { createdAt: 'asc' },
    }),
    tasks: await tx.task.findMany({ where: { id: { in: traces.taskIds } }, omit: ours, orderBy: { createdAt: 'asc' } }),
    log: await tx.auditEntry.findMany({
      where: { subjectId: { in: [...traces.customerIds, ...conversationIds, ...appointmentIds, ...traces.taskIds] } },
      omit: ours,
      orderBy: { at: 'asc' },
    }),
  }
}

async function answersOf(
  tx: TenantTransaction,
  { tenant, traces }: { tenant: Tenant; traces: { customerIds: string[]; conversationIds: string[] } },
) {
  const rows = await tx.screeningAnswer.findMany({
    where: {
      OR: [
        { customerId: { in: traces.customerIds } },
        { customerId: null, conversationId: { in: traces.conversationIds } },
      ],
    },
    include: { question: { select: { text: true, version: true } } },
    orderBy: { answeredAt: 'asc' },
  })
  const answers = []
  for (const { id, sealed, question, channel, answeredAt, supersededAt } of rows) {
    const said = await openAnswer(tx, { secrets: tenant.secrets, id, sealed })
    answers.push({ id, question: question.text, version: question.version, channel, answeredAt, supersededAt, ...said })
  }
  return answers
}

async function conversationsOf(
  tx: TenantTransaction,
  { tenant, conversationIds }: { tenant: Tenant; conversationIds: string[] },
) {
  const threads = await tx.conversation.findMany({
    where: { id: { in: conversationIds } },
    orderBy: { startedAt: 'asc' },
    omit: { ...ours, resumeKeyHash: true, costMicroCents: true },
    include: {
      messages: {
        omit: ours,
        orderBy: { position: 'asc' },
        include: { sms: { omit: ours }, email: { omit: { ...ours, replyToken: true } }, attachments: { omit: ours } },
      },
      calls: { omit: ours },
      events: { omit: ours, orderBy: { at: 'asc' } },
      toolCalls: { omit: ours, orderBy: { startedAt: 'asc' } },
      disclosures: { omit: ours },
      confirmations: { omit: ours },
      notes: { omit: ours, orderBy: { createdAt: 'asc' } },
      labels: { select: { label: { select: { name: true } } } },
    },
  })
  const opened = []
  for (const { labels, messages, toolCalls, ...thread } of threads) {
    opened.push({
      ...thread,
      labels: labels.map(({ label }) => label.name),
      messages: await openSealed(tx, { tenant, messages }),
      toolCalls: await openResults(tx, { tenant, toolCalls }),
    })
  }
  return opened
}
