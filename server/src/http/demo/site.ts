import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Tenant } from '../../db/for-tenant.ts'
import { weekWords } from '../../tenants/opening-hours.ts'
import { loadSettings } from '../../tenants/settings.ts'
import { lookOf, type PersonaWords } from '../../tenants/widget/widget-look.ts'
import type { WidgetLook } from '@ava/protocol/portal/widget.ts'

/** What a sample website of a spa shows: the spa's own data, so that it and Ava say the same. */
export interface Site {
  siteKey: string
  name: string
  accentColor: string | null
  /** How the widget looks on it. */
  look: WidgetLook
  persona: PersonaWords & { name: string }
  /** As it is dialled, and as it is read. */
  phone: { dialled: string; read: string } | null
  email: string | null
  services: {
    name: string
    category: string
    description: string
    price: string
    priceNote: string | null
    minutes: number
  }[]
  people: { name: string; credential: string; bio: string | null }[]
  locations: { name: string; address: string; hours: string; directions: string | null }[]
}

export async function loadSite(tenant: Tenant): Promise<Site> {
  const settings = await loadSettings(tenant)
  const [services, people] = await tenant.transaction(async (tx) => [
    await tx.service.findMany({
      where: { isActive: true },
      include: { segments: { select: { durationMin: true, isVisible: true } } },
      orderBy: [{ category: 'asc' }, { name: 'asc' }],
    }),
    await tx.provider.findMany({ where: { isActive: true }, orderBy: { familyName: 'asc' } }),
  ])
  return {
    siteKey: settings.siteKey,
    name: settings.name,
    accentColor: settings.accentColor,
    look: await lookOf(tenant),
    persona: settings.persona,
    phone: settings.phone === null ? null : { dialled: settings.phone, read: readable(settings.phone) },
    email: settings.email,
    services: services.map((service) => ({
      name: service.name,
      category: service.category,
      description: service.description,
      price: priceWords(service),
      priceNote: service.priceNote,
      minutes: service.segments.reduce((sum, { durationMin, isVisible }) => sum + (isVisible ? durationMin : 0), 0),
    })),
    people: people.map(({ displayName, credential, bio }) => ({ name: displayName, credential, bio })),
    locations: settings.locations.map(({ name, address, hours, directions }) => ({
      name,
      address,
      hours: weekWords(hours),
      directions,
    })),
  }
}

function priceWords(service: { priceFromCents: number; priceToCents: number | null; currency: string }): string {
  const { priceFromCents, priceToCents, currency } = service
  if (priceFromCents === 0 && priceToCents === null) return 'Free'
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' })
  return [priceFromCents, ...(priceToCents === null ? [] : [priceToCents])]
    .map((cents) => format.format(cents / 100))
    .join(' – ')
}

function readable(phone: string): string {
  const parsed = parsePhoneNumberFromString(phone)
  return parsed?.country === 'US' ? parsed.formatNational() : (parsed?.formatInternational() ?? phone)
}
