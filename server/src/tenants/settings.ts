import { z } from 'zod'
import type { Tenant } from '../db/for-tenant.ts'
import { Escalations } from './persona/persona-rows.ts'

/** Local opening periods by ISO weekday: { "1": [["09:00", "18:00"]] }. A day that is missing is closed. */
export const OpeningHours = z.partialRecord(
  z.enum(['1', '2', '3', '4', '5', '6', '7']),
  z.array(z.tuple([z.string().regex(/^\d\d:\d\d$/), z.string().regex(/^\d\d:\d\d$/)])),
)
export type OpeningHours = z.infer<typeof OpeningHours>

/** How turns are taken in a call. Every value is sent explicitly: the provider's defaults drift. */
export const TurnDetectionSettings = z.object({
  mode: z.enum(['hybrid', 'server', 'semantic']).default('hybrid'),
  threshold: z.number().min(0).max(1).default(0.6),
  prefixPaddingMs: z.number().int().min(0).max(2000).default(300),
  silenceMs: z.number().int().min(100).max(3000).default(600),
})
export type TurnDetectionSettings = z.infer<typeof TurnDetectionSettings>

export interface LocationSettings {
  id: string
  name: string
  address: string
  timeZone: string
  phone: string | null
  hours: OpeningHours
  directions: string | null
}

/** What one spa has set up, read when a conversation is opened. */
export interface TenantSettings {
  tenantId: string
  siteKey: string
  name: string
  timeZone: string
  currency: string
  phone: string | null
  email: string | null
  websiteUrl: string | null
  accentColor: string | null
  allowedOrigins: string[]
  persona: {
    name: string
    voice: string
    greeting: string
    tone: string
    houseRules: string[]
    suggestions: string[]
    privacyLine: string
    /** Those she may speak, by code; empty: whichever the person uses. */
    languages: string[]
    /** What goes to a person. */
    escalations: Escalations
    turnDetection: TurnDetectionSettings
  }
  /** At least one; the first is the main one. */
  locations: LocationSettings[]
}

/** Throws when the spa has no persona or no location: it is not set up, and nobody may talk for it. */
export async function loadSettings(tenant: Tenant): Promise<TenantSettings> {
  const row = await tenant.db.tenant.findFirst({
    include: { persona: true, locations: { orderBy: { id: 'asc' } } },
  })
  if (!row?.persona || row.locations.length === 0) throw new Error('This spa has no persona or no location yet')
  const { persona } = row
  return {
    tenantId: row.id,
    siteKey: row.siteKey,
    name: row.name,
    timeZone: row.timeZone,
    currency: row.currency,
    phone: row.phone,
    email: row.email,
    websiteUrl: row.websiteUrl,
    accentColor: row.accentColor,
    allowedOrigins: row.allowedOrigins,
    persona: {
      name: persona.name,
      voice: persona.voice,
      greeting: persona.greeting,
      tone: persona.tone,
      houseRules: persona.houseRules,
      suggestions: persona.suggestions,
      privacyLine: persona.privacyLine,
      languages: persona.languages,
      escalations: Escalations.parse(persona.escalations),
      turnDetection: TurnDetectionSettings.parse(persona.turnDetection),
    },
    locations: row.locations.map((location) => ({
      id: location.id,
      name: location.name,
      address: location.address,
      timeZone: location.timeZone,
      phone: location.phone,
      hours: OpeningHours.parse(location.hours),
      directions: location.directions,
    })),
  }
}
