import { z } from 'zod'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { ScreeningOutcome } from '../../db/generated/client.ts'
import { newId } from '../../db/new-id.ts'
import type { TenantSecrets } from '../../db/sealing.ts'
import type { StandingAnswer } from './answers.ts'
import type { Evaluation } from './evaluate-screening.ts'

const about = 'screening_assessments.sealed'

const Detail = z.object({
  startsOn: z.iso.date(),
  answers: z.array(
    z.object({
      questionId: z.uuid(),
      key: z.string(),
      answer: z.enum(['yes', 'no', 'unsure']),
      date: z.iso.date().nullable(),
      answeredAt: z.iso.datetime(),
    }),
  ),
  findings: z.array(
    z.object({
      key: z.string(),
      ruleVersion: z.number(),
      effect: z.enum(['block', 'review', 'earliest', 'prepare']),
      text: z.string(),
      earliest: z.iso.date().nullable(),
    }),
  ),
})
export type AssessmentDetail = z.infer<typeof Detail>

export function detailOf(
  evaluation: Evaluation,
  { answers, startsOn }: { answers: readonly StandingAnswer[]; startsOn: Temporal.PlainDate },
): AssessmentDetail {
  return {
    startsOn: startsOn.toString(),
    answers: answers.map(({ questionId, questionKey, answer, date, answeredAt }) => ({
      questionId,
      key: questionKey,
      answer,
      date: date?.toString() ?? null,
      answeredAt: answeredAt.toISOString(),
    })),
    findings: evaluation.findings.map(({ questionKey, ruleVersion, effect, text, earliest }) => ({
      key: questionKey,
      ruleVersion,
      effect,
      text,
      earliest: earliest?.toString() ?? null,
    })),
  }
}

/** Stores what screening made of an appointment, in the place of what it made of it before. */
export async function saveAssessment(
  tx: TenantTransaction,
  request: {
    secrets: TenantSecrets
    appointmentId: string
    outcome: ScreeningOutcome
    detail: AssessmentDetail
    /** Something new against it: whoever signed it off has not seen that. */
    reopens: boolean
    now: Date
  },
): Promise<void> {
  const { appointmentId, outcome, now } = request
  const earlier = await tx.screeningAssessment.findFirst({ where: { appointmentId }, select: { id: true } })
  const id = earlier?.id ?? newId()
  const sealed = await request.secrets.seal(tx, { about, rowId: id, text: JSON.stringify(request.detail) })
  const data = { outcome, sealed, evaluatedAt: now }
  if (!earlier) await tx.screeningAssessment.create({ data: { id, appointmentId, ...data } })
  else {
    const signature = request.reopens ? { signedOffBy: null, signedOffAt: null } : {}
    await tx.screeningAssessment.updateMany({ where: { id }, data: { ...data, ...signature } })
  }
}

/** The stored assessment of an appointment, opened; null when it has none. */
export async function openAssessment(
  tx: TenantTransaction,
  { secrets, appointmentId }: { secrets: TenantSecrets; appointmentId: string },
) {
  const row = await tx.screeningAssessment.findFirst({ where: { appointmentId } })
  if (!row) return null
  const { id, outcome, sealed, evaluatedAt, signedOffAt, signedOffBy } = row
  const detail = Detail.parse(JSON.parse(await secrets.open(tx, { about, rowId: id, sealed })))
  return { id, outcome, evaluatedAt, signedOffAt, signedOffBy, detail }
}

export interface ReadAssessment {
  outcome: ScreeningOutcome
  evaluatedAt: Date
  signedOffBy: string | null
  signedOffAt: Date | null
  answers: {
    question: string
    version: number
    answer: 'yes' | 'no' | 'unsure'
    /** A local day, as 2026-06-30. */
    date: string | null
    answeredAt: Date
  }[]
  findings: {
    about: string
    effect: 'block' | 'review' | 'earliest' | 'prepare'
    text: string
    earliest: string | null
  }[]
}

/**
 * The answers behind an appointment and what was made of them, for somebody who may see them;
 * null when it was not screened. The read itself is written to the audit trail. `actor` is "user:<id>".
 */
export async function readAssessment(
  tenant: Tenant,
  request: { appointmentId: string; actor: string },
): Promise<ReadAssessment | null> {
  const { appointmentId, actor } = request
  return tenant.transaction(async (tx) => {
    const found = await openAssessment(tx, { secrets: tenant.secrets, appointmentId })
    if (!found) return null
    const { detail, outcome, evaluatedAt, signedOffAt, signedOffBy } = found
    const questions = await tx.screeningQuestion.findMany({
      where: { id: { in: detail.answers.map(({ questionId }) => questionId) } },
    })
    await tx.auditEntry.create({
      data: { actor, action: 'screening.read', subjectType: 'appointment', subjectId: appointmentId },
    })
    const byId = new Map(questions.map((question) => [question.id, question]))
    const shortText = new Map(questions.map((question) => [question.key, question.shortText]))
    return {
      outcome,
      evaluatedAt,
      signedOffBy,
      signedOffAt,
      answers: detail.answers.map(({ questionId, key, answer, date, answeredAt }) => ({
        question: byId.get(questionId)?.text ?? key,
        version: byId.get(questionId)?.version ?? 0,
        answer,
        date,
        answeredAt: new Date(answeredAt),
      })),
      findings: detail.findings.map(({ key, effect, text, earliest }) => ({
        about: shortText.get(key) ?? key,
        effect,
        text,
        earliest,
      })),
    }
  })
}
