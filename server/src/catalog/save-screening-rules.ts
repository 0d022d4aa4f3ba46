import type { ScreeningQuestionRequest, ServiceRule } from '@ava/protocol/portal/set-up-services.ts'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { lockForTransaction } from '../db/locks.ts'
import { recordSetUp } from '../tenants/set-up-change.ts'
import { plainWords } from './match-words.ts'

/** The rules of one service from now on. A rule that changes is a new version: what was assessed by the old one stays readable. */
export async function saveScreeningRules(
  tx: TenantTransaction,
  { serviceId, rules }: { serviceId: string; rules: readonly ServiceRule[] },
): Promise<void> {
  const rows = await tx.screeningRule.findMany({ where: { serviceId }, orderBy: { version: 'asc' } })
  const newest = new Map(rows.map((row) => [row.questionKey, row]))
  const active = new Map(rows.filter(({ isActive }) => isActive).map((row) => [row.questionKey, row]))
  const unchanged = rules.filter((rule) => {
    const row = active.get(rule.questionKey)
    return row !== undefined && contentOf(row) === contentOf(rule)
  })
  const kept = unchanged.map(({ questionKey }) => active.get(questionKey)!.id)
  await tx.screeningRule.updateMany({
    where: { serviceId, isActive: true, id: { notIn: kept } },
    data: { isActive: false },
  })
  const fresh = rules.filter((rule) => !unchanged.includes(rule))
  await tx.screeningRule.createMany({
    data: fresh.map((rule) => ({
      ...rule,
      ...(rule.effect === 'earliest' ? {} : { untilMonths: null, untilDays: null }),
      serviceId,
      version: (newest.get(rule.questionKey)?.version ?? 0) + 1,
    })),
  })
}

function contentOf({ effect, untilMonths, untilDays, text, approvedBy }: Omit<ServiceRule, 'questionKey'>): string {
  return JSON.stringify([effect, untilMonths, untilDays, text, approvedBy])
}

/** A question that rules can be about. Its words are never changed; another wording is another question. */
export async function addScreeningQuestion(
  tenant: Tenant,
  { question, actor }: { question: ScreeningQuestionRequest; actor: string },
): Promise<{ key: string }> {
  return tenant.transaction(async (tx) => {
    await lockForTransaction(tx, 'set-up:questions')
    const rows = await tx.screeningQuestion.findMany({ select: { key: true, position: true } })
    const base = plainWords(question.shortText).replaceAll(' ', '_').slice(0, 60) || 'question'
    const isTaken = (one: string) => rows.some(({ key }) => key === one)
    let key = base
    for (let number = 2; isTaken(key); number++) key = `${base}_${number}`
    const position = Math.max(-1, ...rows.map((row) => row.position)) + 1
    const row = await tx.screeningQuestion.create({ data: { ...question, key, version: 1, position } })
    await recordSetUp(tx, {
      actor,
      action: 'screening_question.added',
      subjectType: 'screening_question',
      subjectId: row.id,
      data: { text: row.text, approvedBy: row.approvedBy },
    })
    return { key }
  })
}
