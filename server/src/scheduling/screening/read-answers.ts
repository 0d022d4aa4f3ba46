import type { Tenant } from '../../db/for-tenant.ts'
import { openAnswer } from './answers.ts'

export interface ReadAnswer {
  question: string
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
      const { text, version } = question
      answers.push({ question: text, version, answer, date, words, answeredAt, isSuperseded: supersededAt !== null })
    }
    return answers
  })
}
