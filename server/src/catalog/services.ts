import type { Tenant } from '../db/for-tenant.ts'
import { priceText } from './price-text.ts'

/** One service as it is told to a person. */
export interface CatalogService {
  id: string
  slug: string
  name: string
  category: string
  description: string
  aliases: string[]
  /** A range with its note. */
  price: string
  /** The time the person is there: turn-over is the spa's own. */
  visibleMinutes: number
  repeatNote: string | null
  /** A person at the spa says yes before it is booked. */
  requiresApproval: boolean
  /** The consultation that must come first. */
  prerequisiteServiceId: string | null
  prerequisiteValidDays: number | null
}

/** What the spa offers at present, by category and name. */
export async function loadServices(tenant: Tenant): Promise<CatalogService[]> {
  const services = await tenant.db.service.findMany({
    where: { isActive: true },
    include: { segments: { where: { isVisible: true }, select: { durationMin: true } } },
    orderBy: [{ category: 'asc' }, { name: 'asc' }],
  })
  return services.map((service) => ({
    id: service.id,
    slug: service.slug,
    name: service.name,
    category: service.category,
    description: service.description,
    aliases: service.aliases,
    price: priceText(service),
    visibleMinutes: service.segments.reduce((sum, { durationMin }) => sum + durationMin, 0),
    repeatNote: service.repeatNote,
    requiresApproval: service.requiresApproval,
    prerequisiteServiceId: service.prerequisiteServiceId,
    prerequisiteValidDays: service.prerequisiteValidDays,
  }))
}
