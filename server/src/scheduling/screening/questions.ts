import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { ScreeningAnswerKind } from '../../db/generated/client.ts'
import type { Rule } from './evaluate-screening.ts'

/** The words of one question as they stand now. An answer to other words is no answer to these. */
export interface Question {
  id: string
  key: string
  version: number
  /** In plain language, ending in a question mark. */
  text: string
  /** As an item of a list: "a heart condition". */
  shortText: string
  kind: ScreeningAnswerKind
  /** Days that an answer stands. */
  validDays: number
}

export interface Screening {
  /** What is asked before these services, in the order in which it is asked. */
  questions: Question[]
  /** By service id; a service without rules is not in it. */
  rules: Map<string, Rule[]>
}

/** The newest approved rules of these services, and the newest words of the questions they are about. */
export async function loadScreening(tx: TenantTransaction, serviceIds: readonly string[]): Promise<Screening> {
  const rows = await tx.screeningRule.findMany({
    where: { serviceId: { in: [...serviceIds] }, isActive: true },
    orderBy: [{ version: 'asc' }, { questionKey: 'asc' }],
  })
  const newestRule = new Map(rows.map((row) => [`${row.serviceId}/${row.questionKey}`, row]))
  if (newestRule.size === 0) return { questions: [], rules: new Map() }
  const keys = [...new Set(rows.map(({ questionKey }) => questionKey))]
  const versions = await tx.screeningQuestion.findMany({
    where: { key: { in: keys }, isActive: true },
    orderBy: { version: 'asc' },
  })
  const newest = new Map(versions.map((row) => [row.key, row]))
  const rules = new Map<string, Rule[]>()
  for (const { serviceId, ...rule } of newestRule.values()) {
    // A question that was taken out of use takes its rules with it.
    if (newest.has(rule.questionKey)) rules.set(serviceId, [...(rules.get(serviceId) ?? []), rule])
  }
  const questions = [...newest.values()].sort((a, b) => a.position - b.position || (a.key < b.key ? -1 : 1))
  return {
    rules,
    questions: questions.map(({ id, key, version, text, shortText, answerKind, validDays }) => ({
      id,
      key,
      version,
      text,
      shortText,
      kind: answerKind,
      validDays,
    })),
  }
}
