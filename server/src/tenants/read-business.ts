import type { Business } from '@ava/protocol/portal/set-up-places.ts'
import type { Tenant } from '../db/for-tenant.ts'
import { OpeningHours } from './settings.ts'
import { timeZones } from './time-zone.ts'
import { clockOf, periodsOf } from './week.ts'

const dayMs = 86_400_000

/** The business as its pages show it. Of the exceptions, those that are to come. */
export async function readBusiness(tenant: Tenant, { now }: { now: Date }): Promise<Business> {
  // Yesterday is still today somewhere.
  const since = new Date(Math.floor(now.getTime() / dayMs) * dayMs - dayMs)
  const row = await tenant.db.tenant.findFirstOrThrow({
    include: {
      locations: {
        orderBy: { id: 'asc' },
        include: { exceptions: { where: { localDate: { gte: since } }, orderBy: { localDate: 'asc' } } },
      },
    },
  })
  return {
    name: row.name,
    timeZone: row.timeZone,
    phone: row.phone,
    email: row.email,
    websiteUrl: row.websiteUrl,
    updatedAt: row.updatedAt.toISOString(),
    timeZones: [...timeZones],
    locations: row.locations.map((location) => ({
      id: location.id,
      name: location.name,
      address: location.address,
      timeZone: location.timeZone,
      phone: location.phone,
      region: location.region?.trim() ?? null,
      directions: location.directions,
      updatedAt: location.updatedAt.toISOString(),
      hours: periodsOf(OpeningHours.parse(location.hours)).map(({ weekday, startMin, endMin }) => ({
        weekday,
        from: clockOf(startMin),
        to: clockOf(endMin),
      })),
      exceptions: location.exceptions.map(({ id, localDate, startMin, endMin, name }) => ({
        id,
        date: localDate.toISOString().slice(0, 10),
        from: startMin === null ? null : clockOf(startMin),
        to: endMin === null ? null : clockOf(endMin),
        name,
      })),
    })),
  }
}
