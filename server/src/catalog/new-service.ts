import type { ServiceDraft } from '@ava/protocol/portal/set-up-services.ts'

/** A service before anything is said about it: one treatment of half an hour, in one room. */
export function newServiceDraft(): ServiceDraft {
  const room = ['treatment_room']
  return {
    name: '',
    category: 'Treatments',
    description: '',
    priceFromCents: 0,
    priceToCents: null,
    priceNote: null,
    depositCents: 0,
    repeatNote: null,
    aliases: [],
    minNoticeMin: 120,
    horizonDays: 90,
    slotIntervalMin: 15,
    policyId: null,
    allowedCredentials: [],
    capacity: 1,
    maxPerDay: null,
    requiresApproval: false,
    prerequisiteServiceId: null,
    prerequisiteValidDays: null,
    segments: [{ name: 'Treatment', durationMin: 30, needsProvider: true, needsResources: room, isVisible: true }],
    providerIds: [],
    aftercare: null,
    screening: [],
  }
}
