import type { Credential, ServiceDetail } from '@ava/protocol/portal/set-up-services.ts'
import { centsToField, fieldToCents, fieldToNumber } from '#lib/set-up/money.ts'

type Service = NonNullable<ServiceDetail['service']>
type Field = string | number | null

/** A service as its form holds it: what is typed, as it is typed. */
export interface ServiceTyped {
  name: string
  category: string
  description: string
  aliases: string
  priceFrom: string
  priceTo: string
  priceNote: string
  deposit: string
  repeatNote: string
  policyId: string
  allowedCredentials: Credential[]
  providerIds: string[]
  minNoticeMin: Field
  horizonDays: Field
  slotIntervalMin: Field
  capacity: Field
  maxPerDay: Field
  requiresApproval: boolean
  prerequisiteServiceId: string
  prerequisiteValidDays: Field
  segments: { name: string; durationMin: Field; needsProvider: boolean; needsResources: string; isVisible: boolean }[]
  hasAftercare: boolean
  aftercareText: string
  aftercareApprovedBy: string
  screening: {
    questionKey: string
    effect: Service['screening'][number]['effect']
    untilMonths: Field
    untilDays: Field
    text: string
    approvedBy: string
  }[]
}

export function typedOf(service: Service | null, choices: ServiceDetail['choices']): ServiceTyped {
  return {
    name: service?.name ?? '',
    category: service?.category ?? '',
    description: service?.description ?? '',
    aliases: (service?.aliases ?? []).join('\n'),
    priceFrom: service ? centsToField(service.priceFromCents) : '',
    priceTo: centsToField(service?.priceToCents ?? null),
    priceNote: service?.priceNote ?? '',
    deposit: service ? centsToField(service.depositCents) : '0.00',
    repeatNote: service?.repeatNote ?? '',
    policyId: service ? (service.policyId ?? '') : (choices.policies[0]?.id ?? ''),
    allowedCredentials: service?.allowedCredentials ?? [],
    providerIds: service?.providerIds ?? [],
    minNoticeMin: service?.minNoticeMin ?? 120,
    horizonDays: service?.horizonDays ?? 90,
    slotIntervalMin: service?.slotIntervalMin ?? 15,
    capacity: service?.capacity ?? 1,
    maxPerDay: service?.maxPerDay ?? null,
    requiresApproval: service?.requiresApproval ?? false,
    prerequisiteServiceId: service?.prerequisiteServiceId ?? '',
    prerequisiteValidDays: service?.prerequisiteValidDays ?? null,
    segments: (service?.segments ?? [newSegment(choices)]).map((segment) => ({
      ...segment,
      needsResources: segment.needsResources.join(', '),
    })),
    hasAftercare: service?.aftercare != null,
    aftercareText: service?.aftercare?.text ?? '',
    aftercareApprovedBy: service?.aftercare?.approvedBy ?? '',
    screening: structuredClone(service?.screening ?? []),
  }
}

export function newSegment(choices: ServiceDetail['choices']) {
  const [kind] = choices.resourceKinds
  return {
    name: 'Treatment',
    durationMin: 30,
    needsProvider: true,
    needsResources: kind === undefined ? [] : [kind],
    isVisible: true,
  }
}

/** As the API takes it. What is no number goes as it is: the API says so, at the field. */
export function requestOf(typed: ServiceTyped, updatedAt: string | null) {
  const { aliases, priceFrom, priceTo, deposit, hasAftercare, aftercareText, aftercareApprovedBy, ...rest } = typed
  return {
    ...rest,
    updatedAt,
    aliases: aliases
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
    priceFromCents: fieldToCents(priceFrom),
    priceToCents: fieldToCents(priceTo),
    depositCents: fieldToCents(deposit) ?? 0,
    policyId: typed.policyId || null,
    prerequisiteServiceId: typed.prerequisiteServiceId || null,
    prerequisiteValidDays: typed.prerequisiteServiceId ? fieldToNumber(typed.prerequisiteValidDays) : null,
    minNoticeMin: fieldToNumber(typed.minNoticeMin),
    horizonDays: fieldToNumber(typed.horizonDays),
    slotIntervalMin: fieldToNumber(typed.slotIntervalMin),
    capacity: fieldToNumber(typed.capacity),
    maxPerDay: fieldToNumber(typed.maxPerDay),
    segments: typed.segments.map((segment) => ({
      ...segment,
      durationMin: fieldToNumber(segment.durationMin),
      needsResources: segment.needsResources
        .split(',')
        .map((kind) => kind.trim())
        .filter(Boolean),
    })),
    aftercare: hasAftercare ? { text: aftercareText, approvedBy: aftercareApprovedBy } : null,
    screening: typed.screening.map((rule) => ({
      ...rule,
      untilMonths: rule.effect === 'earliest' ? fieldToNumber(rule.untilMonths) : null,
      untilDays: rule.effect === 'earliest' ? fieldToNumber(rule.untilDays) : null,
    })),
  }
}
