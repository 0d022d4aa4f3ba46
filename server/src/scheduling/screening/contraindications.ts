import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { ScreeningEffect } from '../../db/generated/client.ts'
import { openAnswer } from './answers.ts'

export interface Contraindication {
  /** As an item of a list: "a heart condition". */
  about: string
  answer: 'yes' | 'unsure'
  /** The local day it was last so. */
  date: string | null
  answeredAt: Date
  /** What it means, treatment by treatment; the gravest effect first. */
  treatments: { serviceName: string; effect: ScreeningEffect }[]
}

const gravity: readonly ScreeningEffect[] = ['block', 'earliest', 'review', 'prepare']

/**
 * A customer's standing answers that have an effect on some treatment, gravest first. With `serviceId`: on that one.
 * An answer that is too old to be booked on still says something to whoever treats, so its age does not matter here.
 */
export async function readContraindications(
  tx: TenantTransaction,
  query: { secrets: Tenant['secrets']; customerId: string; serviceId?: string | undefined },
): Promise<Contraindication[]> {
  const { secrets, customerId, serviceId } = query
  const rows = await tx.screeningAnswer.findMany({
    where: { customerId, supersededAt: null },
    include: { question: { select: { key: true, shortText: true } } },
    orderBy: [{ answeredAt: 'desc' }, { id: 'desc' }],
  })
  if (rows.length === 0) return []
  const rules = await tx.screeningRule.findMany({
    where: {
      isActive: true,
      questionKey: { in: rows.map(({ question }) => question.key) },
      ...(serviceId === undefined ? {} : { serviceId }),
    },
    orderBy: { version: 'asc' },
    select: { questionKey: true, serviceId: true, effect: true, service: { select: { name: true } } },
  })
  // The newest version of each rule.
  const newest = new Map(rules.map((rule) => [`${rule.serviceId}/${rule.questionKey}`, rule]))
  const found: Contraindication[] = []
  for (const { id, sealed, question, answeredAt } of rows) {
    const its = [...newest.values()].filter(({ questionKey }) => questionKey === question.key)
    if (its.length === 0) continue
    const { answer, date } = await openAnswer(tx, { secrets, id, sealed })
    if (answer === 'no') continue
    const treatments = its
      .map(({ service, effect }) => ({ serviceName: service.name, effect }))
      .toSorted(
        (a, b) => gravity.indexOf(a.effect) - gravity.indexOf(b.effect) || (a.serviceName < b.serviceName ? -1 : 1),
      )
    found.push({ about: question.shortText, answer, date, answeredAt, treatments })
  }
  const worst = ({ treatments }: Contraindication) => gravity.indexOf(treatments[0]!.effect)
  return found.toSorted((a, b) => worst(a) - worst(b))
}
