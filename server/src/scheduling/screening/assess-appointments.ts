import { fullName } from '../../customers/names.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { Prisma, ScreeningOutcome } from '../../db/generated/client.ts'
import type { TenantSecrets } from '../../db/sealing.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { slotLabel } from '../slot-label.ts'
import { standingAnswers } from './answers.ts'
import { detailOf, openAssessment, saveAssessment, type AssessmentDetail } from './assessment.ts'
import { evaluateScreening } from './evaluate-screening.ts'
import { loadScreening } from './questions.ts'
import { raiseClinicianReview } from './review-task.ts'

const wanted = {
  service: { select: { name: true } },
  location: { select: { timeZone: true } },
  customer: { select: { givenName: true, familyName: true } },
} as const satisfies Prisma.AppointmentInclude
type Row = Prisma.AppointmentGetPayload<{ include: typeof wanted }>

export interface AssessedAppointment {
  appointmentId: string
  /** In which it was booked. */
  conversationId: string | null
  outcome: ScreeningOutcome
  /** It waits for a clinician from now on, and did not before. */
  isNowPending: boolean
}

interface Assessing {
  tenantId: string
  secrets: TenantSecrets
  enqueue: Enqueue
  now: Date
}

/**
 * Evaluates appointments by what their customer's answers mean now and stores the result with
 * each. What a clinician must see first waits for one: the time is kept, a task is raised, and
 * nothing is cancelled. What has been signed off stays so while nothing new stands against it.
 * In the transaction that books, moves, or takes a changed answer.
 */
export async function assessAppointments(
  tx: TenantTransaction,
  request: Assessing & {
    where: Prisma.AppointmentWhereInput
    /** Just booked: whoever writes the appointment tells the world about it. */
    isNew?: boolean
  },
): Promise<AssessedAppointment[]> {
  const rows = await tx.appointment.findMany({
    where: { ...request.where, status: { in: ['requested', 'pending_review', 'booked'] } },
    include: wanted,
    orderBy: { startsAt: 'asc' },
  })
  if (rows.length === 0) return []
  const screening = await loadScreening(tx, [...new Set(rows.map(({ serviceId }) => serviceId))])
  const assessed: AssessedAppointment[] = []
  for (const row of rows) {
    const rules = screening.rules.get(row.serviceId)
    if (!rules) continue
    const keys = new Set(rules.map(({ questionKey }) => questionKey))
    const questions = screening.questions.filter(({ key }) => keys.has(key))
    const answers = await standingAnswers(tx, {
      secrets: request.secrets,
      now: request.now,
      customerId: row.customerId,
      conversationId: null,
      isTheirs: true,
      questions,
    })
    const startsOn = localDay(row)
    const evaluation = evaluateScreening({ rules, answers, startsOn })
    assessed.push(
      await settle(tx, {
        ...request,
        row,
        outcome: evaluation.outcome,
        detail: detailOf(evaluation, { answers, startsOn }),
      }),
    )
  }
  return assessed
}

async function settle(
  tx: TenantTransaction,
  request: Assessing & { row: Row; outcome: ScreeningOutcome; detail: AssessmentDetail; isNew?: boolean },
): Promise<AssessedAppointment> {
  const { row, outcome, detail, now } = request
  const assessed = { appointmentId: row.id, conversationId: row.conversationId, outcome }
  const earlier = await openAssessment(tx, { secrets: request.secrets, appointmentId: row.id })
  const known = new Set(earlier?.detail.findings.map(keyOf))
  const isNewAgainst = detail.findings.filter((finding) => finding.effect !== 'prepare' && !known.has(keyOf(finding)))
  await saveAssessment(tx, { ...request, appointmentId: row.id, reopens: isNewAgainst.length > 0 })
  const needsClinician = outcome === 'review' || outcome === 'earliest' || outcome === 'block'
  if (!needsClinician || (earlier !== null && isNewAgainst.length === 0)) {
    return { ...assessed, isNowPending: false }
  }

  if (row.status !== 'pending_review') {
    const version = request.isNew ? {} : { version: { increment: 1 } }
    await tx.appointment.updateMany({ where: { id: row.id }, data: { status: 'pending_review', ...version } })
    await tx.auditEntry.create({
      data: {
        actor: 'ava',
        action: 'appointment.review_needed',
        subjectType: 'appointment',
        subjectId: row.id,
        data: { from: row.status },
      },
    })
    if (!request.isNew)
      await request.enqueue(tx, 'mirror-appointment', { tenantId: request.tenantId, appointmentId: row.id })
  }
  await raiseClinicianReview(tx, {
    subjectKey: `appointment:${row.id}`,
    title: `${request.isNew ? 'Review before the visit' : 'An answer has changed'}: ${row.service.name}, ${fullName(row.customer)}`,
    conversationId: row.conversationId,
    appointmentId: row.id,
    data: {
      customer: fullName(row.customer),
      service: row.service.name,
      when: slotLabel(row.startsAt, row.location.timeZone),
      reference: row.reference,
      what: toDo[outcome],
      askedOn: now.toISOString().slice(0, 10),
    },
  })
  return { ...assessed, isNowPending: row.status !== 'pending_review' }
}

/** What the clinician is to decide, without what was answered. */
const toDo: Partial<Record<ScreeningOutcome, string>> = {
  review: 'Look at the screening answers and sign off, or decline. The time is kept.',
  earliest: 'By the screening rules it is too early for this treatment. Decide with the customer about another day.',
  block:
    'By the screening rules this treatment is not to be given. Decide with the customer what happens to the visit.',
}

function keyOf({ key, effect, earliest }: AssessmentDetail['findings'][number]): string {
  return `${key}/${effect}/${earliest ?? ''}`
}

function localDay({ startsAt, location }: { startsAt: Date; location: { timeZone: string } }): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(startsAt.getTime()).toZonedDateTimeISO(location.timeZone).toPlainDate()
}
