import type { Tenant } from '../../db/for-tenant.ts'
import { openAnswer } from './answers.ts'
import { todayIn } from '../when/time-wish.ts'
import type { ReadAssessment } from './assessment.ts'
import { evaluateScreening } from './evaluate-screening.ts'
import { loadScreening } from './questions.ts'

export interface ReadAnswer {
  question: string
  questionKey: string
  version: number
  answer: 'yes' | 'no' | 'unsure'
  /** A local day, as 2026-06-30. */
  date: string | null
  /** What the person said. */
  words: string
  answeredAt: Date
  /** Another answer has taken its place since. */
  isSuperseded: boolean
}

/**
 * What was answered in a conversation, oldest first, for somebody who may see it: of a visit that
 * was not booked there is no assessment to read. The read itself is written to the audit trail.
 */
export async function readConversationAnswers(
  tenant: Tenant,
  request: { conversationId: string; actor: string },
): Promise<ReadAnswer[]> {
  const { conversationId, actor } = request
  return tenant.transaction(async (tx) => {
    const rows = await tx.screeningAnswer.findMany({
      where: { conversationId },
      include: { question: true },
      orderBy: [{ answeredAt: 'asc' }, { id: 'asc' }],
    })
    if (rows.length === 0) return []
    await tx.auditEntry.create({
      data: { actor, action: 'screening.read', subjectType: 'conversation', subjectId: conversationId },
    })
    const answers: ReadAnswer[] = []
    for (const { id, sealed, question, answeredAt, supersededAt } of rows) {
      const { answer, date, words } = await openAnswer(tx, { secrets: tenant.secrets, id, sealed })
      const { text, version, key: questionKey } = question
      answers.push({
        question: text,
        questionKey,
        version,
        answer,
        date,
        words,
        answeredAt,
        isSuperseded: supersededAt !== null,
      })
    }
    return answers
  })
}

/**
 * The same for a visit that was not booked because of them: what stands now of the conversation's answers
 * about a service, and what its rules make of them today. Null when nothing was answered.
 */
export async function readUnbookedAssessment(
  tenant: Tenant,
  request: { conversationId: string; serviceId: string; actor: string; now: Date },
): Promise<ReadAssessment | null> {
  const { serviceId, now } = request
  const given = await readConversationAnswers(tenant, request)
  const standing = given.filter(({ isSuperseded }) => !isSuperseded)
  if (standing.length === 0) return null
  const { rules, questions, timeZone } = await tenant.transaction(async (tx) => ({
    ...(await loadScreening(tx, [serviceId])),
    ...(await tx.location.findFirstOrThrow({ orderBy: { id: 'asc' }, select: { timeZone: true } })),
  }))
  const evaluation = evaluateScreening({
    rules: rules.get(serviceId) ?? [],
    answers: standing.map(({ questionKey, answer, date }) => ({
      questionKey,
      answer,
      date: date === null ? null : Temporal.PlainDate.from(date),
    })),
    startsOn: todayIn(timeZone, now),
  })
  return {
    outcome: evaluation.outcome,
    evaluatedAt: now,
    signedOffBy: null,
    signedOffAt: null,
    answers: standing.map(({ question, version, answer, date, answeredAt }) => ({
      question,
      version,
      answer,
      date,
      answeredAt,
    })),
    findings: evaluation.findings.map(({ questionKey, effect, text, earliest }) => ({
      about: questions.find(({ key }) => key === questionKey)?.shortText ?? questionKey,
      effect,
      text,
      earliest: earliest?.toString() ?? null,
    })),
  }
}
