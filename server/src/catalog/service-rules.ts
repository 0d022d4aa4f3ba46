import type { ServiceDraft } from '@ava/protocol/portal/set-up-services.ts'
import { money } from './price-text.ts'

/** What a service is checked against. */
export interface ServiceSurroundings {
  currency: string
  /** The others of the spa. */
  services: readonly { id: string; name: string; prerequisiteServiceId: string | null }[]
  providers: readonly { id: string; displayName: string; credential: string }[]
  policyIds: readonly string[]
  questionKeys: readonly string[]
}

const longestVisitMin = 12 * 60

/** What is wrong with a service beyond the shape of its fields: dotted path → words. `id` is null for a new one. */
export function serviceProblems(
  draft: ServiceDraft,
  { id, around }: { id: string | null; around: ServiceSurroundings },
): Record<string, string> {
  return {
    ...nameProblems(draft, around),
    ...moneyProblems(draft, around),
    ...segmentProblems(draft),
    ...providerProblems(draft, around),
    ...prerequisiteProblems(draft, { id, around }),
    ...screeningProblems(draft, around),
    ...(draft.policyId !== null && !around.policyIds.includes(draft.policyId)
      ? { policyId: 'This policy is not the spa’s any more. Choose another.' }
      : {}),
  }
}

function nameProblems({ name }: ServiceDraft, { services }: ServiceSurroundings): Record<string, string> {
  const same = services.find((other) => other.name.toLowerCase() === name.toLowerCase())
  return same ? { name: `There is a service “${same.name}” already. Ava could not tell them apart.` } : {}
}

function moneyProblems(draft: ServiceDraft, { currency }: ServiceSurroundings): Record<string, string> {
  const { priceFromCents, priceToCents, depositCents } = draft
  const problems: Record<string, string> = {}
  if (priceToCents !== null && priceToCents < priceFromCents) {
    problems['priceToCents'] = 'The highest price is below the lowest.'
  }
  const most = Math.max(priceFromCents, priceToCents ?? 0)
  if (depositCents > most) {
    problems['depositCents'] = `The deposit is more than the service costs (${money(most, currency)}).`
  }
  return problems
}

function segmentProblems({ segments }: ServiceDraft): Record<string, string> {
  const problems: Record<string, string> = {}
  if (!segments.some(({ needsProvider }) => needsProvider)) {
    problems['segments'] = 'At least one part needs the provider: nobody would treat the client.'
  } else if (!segments.some(({ needsProvider, isVisible }) => needsProvider && isVisible)) {
    problems['segments'] = 'At least one part with the provider has to be in the time the client is told.'
  }
  const totalMin = segments.reduce((sum, { durationMin }) => sum + durationMin, 0)
  if (totalMin > longestVisitMin) problems['segments'] = 'The whole visit is longer than 12 hours.'
  return problems
}

function providerProblems(draft: ServiceDraft, { providers }: ServiceSurroundings): Record<string, string> {
  const chosen = draft.providerIds.map((id) => providers.find((provider) => provider.id === id))
  if (chosen.includes(undefined)) {
    return { providerIds: 'One of these providers is not at the spa any more. Load the page anew.' }
  }
  if (draft.allowedCredentials.length === 0) return {}
  const unlicensed = chosen.filter((one) => one && !(draft.allowedCredentials as string[]).includes(one.credential))
  if (unlicensed.length === 0) return {}
  const names = unlicensed.map((one) => `${one!.displayName} (${one!.credential})`)
  return {
    providerIds: `Not among the licences chosen above: ${names.join(', ')}. Allow the licence, or take them off the list.`,
  }
}

function prerequisiteProblems(
  draft: ServiceDraft,
  { id, around }: { id: string | null; around: ServiceSurroundings },
): Record<string, string> {
  const { prerequisiteServiceId: first, prerequisiteValidDays } = draft
  if (first === null) return {}
  if (first === id) return { prerequisiteServiceId: 'A service cannot come before itself.' }
  const byId = new Map(around.services.map((service) => [service.id, service]))
  if (!byId.has(first)) return { prerequisiteServiceId: 'This service is not the spa’s any more. Choose another.' }
  const seen = new Set<string>()
  for (let next: string | null = first; next !== null && !seen.has(next);) {
    if (next === id) return { prerequisiteServiceId: 'The two would wait for each other: nobody could book either.' }
    seen.add(next)
    next = byId.get(next)?.prerequisiteServiceId ?? null
  }
  return prerequisiteValidDays === null ? { prerequisiteValidDays: 'Say for how many days it counts.' } : {}
}

function screeningProblems({ screening }: ServiceDraft, around: ServiceSurroundings): Record<string, string> {
  const problems: Record<string, string> = {}
  screening.forEach((rule, index) => {
    const at = `screening.${index}`
    if (!around.questionKeys.includes(rule.questionKey)) problems[`${at}.questionKey`] = 'Choose a question.'
    if (screening.findIndex(({ questionKey }) => questionKey === rule.questionKey) < index) {
      problems[`${at}.questionKey`] = 'There is a rule about this question already.'
    }
    if (rule.effect === 'earliest' && rule.untilMonths === null && rule.untilDays === null) {
      problems[`${at}.untilDays`] = 'Say how long after.'
    }
  })
  return problems
}
