import type { TenantTransaction } from '../../../server/src/db/for-tenant.ts'
import { questions } from './questions.ts'
import { rules, type Column, type RuleDefinition } from './rules.ts'

/** Writes the questions and, for each service that is screened, the rules of its column. */
export async function createScreening(
  tx: TenantTransaction,
  options: {
    services: readonly { id: string; screenedAs: Column | undefined }[]
    /** The spa's medical director. */
    approvedBy: string
    id: () => string
  },
): Promise<void> {
  const { approvedBy, id } = options
  await tx.screeningQuestion.createMany({
    data: questions.map((question, position) => ({ id: id(), version: 1, position, approvedBy, ...question })),
  })
  await tx.screeningRule.createMany({
    data: options.services.flatMap(({ id: serviceId, screenedAs }) =>
      screenedAs === undefined
        ? []
        : Object.entries(rules).flatMap(([questionKey, row]: [string, Partial<Record<Column, RuleDefinition>>]) => {
            const rule = row[screenedAs]
            return rule ? [{ id: id(), serviceId, questionKey, approvedBy, ...rule }] : []
          }),
    ),
  })
}
