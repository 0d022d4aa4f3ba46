import type { CustomerScreening } from '@ava/protocol/portal/customers.ts'
import { currentCustomerId } from '../../../customers/current-customer.ts'
import { openAnswer } from '../../../scheduling/screening/answers.ts'
import type { SpaVisit } from '../access.ts'
import { ownProviderId } from '../own-calendar.ts'

/** Every answer of a customer's, newest first, and what came of them at each visit. Null: no such customer. The reading is logged. */
export async function readScreening(visit: SpaVisit, query: { customerId: string }): Promise<CustomerScreening | null> {
  const { tenant, session } = visit
  const providerId = ownProviderId(visit)
  return tenant.transaction(async (tx) => {
    const customerId = await currentCustomerId(tx, query.customerId)
    if (customerId === null) return null
    await tx.auditEntry.create({
      data: {
        actor: `user:${session.user.id}`,
        action: 'screening.read',
        subjectType: 'customer',
        subjectId: customerId,
      },
    })
    const rows = await tx.screeningAnswer.findMany({
      where: { customerId },
      include: { question: { select: { text: true } } },
      orderBy: [{ answeredAt: 'desc' }, { id: 'desc' }],
    })
    const answers: CustomerScreening['answers'] = []
    for (const { id, sealed, question, channel, answeredAt, supersededAt } of rows) {
      const said = await openAnswer(tx, { secrets: tenant.secrets, id, sealed })
      answers.push({
        id,
        question: question.text,
        ...said,
        channel,
        answeredAt: answeredAt.toISOString(),
        isSuperseded: supersededAt !== null,
      })
    }
    const assessed = await tx.screeningAssessment.findMany({
      where: { appointment: { customerId, ...(providerId === null ? {} : { providerId }) } },
      orderBy: { evaluatedAt: 'desc' },
      select: {
        outcome: true,
        evaluatedAt: true,
        signedOffAt: true,
        signedOffBy: true,
        appointment: { select: { id: true, startsAt: true, status: true, service: { select: { name: true } } } },
      },
    })
    const userIds = assessed.flatMap(({ signedOffBy }) => /^user:(.+)$/.exec(signedOffBy ?? '')?.[1] ?? [])
    const members = await tx.membership.findMany({
      where: { userId: { in: userIds } },
      select: { userId: true, user: { select: { name: true } } },
    })
    const nameOf = new Map(members.map(({ userId, user }) => [`user:${userId}`, user.name]))
    return {
      answers,
      assessments: assessed.map(({ appointment, outcome, evaluatedAt, signedOffAt, signedOffBy }) => ({
        appointmentId: appointment.id,
        serviceName: appointment.service.name,
        startsAt: appointment.startsAt.toISOString(),
        outcome,
        evaluatedAt: evaluatedAt.toISOString(),
        signedOffBy: signedOffBy === null ? null : (nameOf.get(signedOffBy) ?? 'a former colleague'),
        signedOffAt: signedOffAt?.toISOString() ?? null,
        maySignOff: appointment.status === 'pending_review',
      })),
    }
  })
}
