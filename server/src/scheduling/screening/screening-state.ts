import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { ScreeningOutcome } from '../../db/generated/client.ts'
import type { TenantSecrets } from '../../db/sealing.ts'
import { standingAnswers } from './answers.ts'
import { evaluateScreening } from './evaluate-screening.ts'
import { loadScreening } from './questions.ts'

export interface ScreeningState {
  /** `none`: nothing is asked before this service. `unanswered`: nothing is known against it, and not all is known. */
  state: ScreeningOutcome | 'none' | 'unanswered'
  /** Questions that nobody has answered. */
  missing: number
  /** The first local day that the answers allow. */
  earliest: string | null
}

/** What the answers on file mean for a treatment, without saying what was answered. */
export async function screeningState(
  tx: TenantTransaction,
  about: {
    secrets: TenantSecrets
    serviceId: string
    /** Null: somebody new, of whom nothing is known. */
    customerId: string | null
    startsOn: Temporal.PlainDate
    now: Date
  },
): Promise<ScreeningState> {
  const { secrets, serviceId, customerId, startsOn, now } = about
  const { questions, rules } = await loadScreening(tx, [serviceId])
  const own = rules.get(serviceId)
  if (!own) return { state: 'none', missing: 0, earliest: null }
  const answering = { conversationId: null, customerId, isTheirs: true }
  const answers = customerId === null ? [] : await standingAnswers(tx, { ...answering, secrets, questions, now })
  const { outcome, missing, earliest } = evaluateScreening({ rules: own, answers, startsOn })
  const isOpen = outcome === 'clear' && missing.length > 0
  return { state: isOpen ? 'unanswered' : outcome, missing: missing.length, earliest: earliest?.toString() ?? null }
}
