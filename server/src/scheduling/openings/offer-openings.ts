import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { FreeVisit, VisitPart } from '../availability/free-visit.ts'
import type { Availability } from '../load-availability.ts'
import { clockLabel, slotLabel } from '../slot-label.ts'
import { offerSlots } from './offer-slots.ts'

/** One service of an opening. */
export interface OpeningPart {
  /** As in Opening. */
  label: string
  serviceId: string
  serviceName: string
  providerId: string
  providerName: string
  startsAt: Date
  endsAt: Date
}

/** A time that was offered in a conversation, as it is shown and read out. */
export interface Opening {
  /** "SL_7Q": what the model and the widget know it by. */
  token: string
  /** "Tuesday, December 1 at 2:30 PM", in the location's zone. */
  label: string
  /** The first one's, of several services. */
  providerId: string
  /** Whom it is with, to be put after "with"; of several services, whom for which and when. */
  providerName: string
  locationId: string
  locationName: string
  startsAt: Date
  endsAt: Date
  /** One for each service. */
  parts: OpeningPart[]
  /** Of a group appointment: seats that are left; else null. */
  seatsLeft: number | null
}

/** Offers these visits to the conversation. */
export async function offerOpenings(
  tx: TenantTransaction,
  query: { conversationId: string; now: Date },
  availability: Availability,
  visits: readonly FreeVisit[],
): Promise<Opening[]> {
  const tokens = await offerSlots(tx, { conversationId: query.conversationId, now: query.now, visits })
  const services = new Map(availability.services.map(({ id, name }) => [id, name]))
  return visits.map((visit, index): Opening => {
    const location = availability.locations.find(({ id }) => id === visit.locationId)!
    const parts = visit.parts.map(({ serviceId, providerId, start, end }): OpeningPart => ({
      label: slotLabel(new Date(start), location.timeZone),
      serviceId,
      serviceName: services.get(serviceId)!,
      providerId,
      providerName: availability.providerNames.get(providerId)!,
      startsAt: new Date(start),
      endsAt: new Date(end),
    }))
    return {
      token: tokens[index]!,
      label: slotLabel(new Date(visit.start), location.timeZone),
      providerId: parts[0]!.providerId,
      providerName: withWhom(parts, location.timeZone),
      locationId: location.id,
      locationName: location.name,
      startsAt: new Date(visit.start),
      endsAt: new Date(visit.end),
      parts,
      seatsLeft: seatsLeft(visit.parts),
    }
  })
}

/** "Dr. Lee for Botox, then Rosa Ortiz, RN for HydraFacial at 3:00 PM"; of one service, the name alone. */
function withWhom(parts: readonly OpeningPart[], timeZone: string): string {
  const [first, ...then] = parts
  if (then.length === 0) return first!.providerName
  const others = then.map(({ providerId, providerName, serviceName, startsAt }, index) => {
    const who = providerId === parts[index]!.providerId ? '' : `${providerName} for `
    return `, then ${who}${serviceName} at ${clockLabel(startsAt, timeZone)}`
  })
  return `${first!.providerName} for ${first!.serviceName}${others.join('')}`
}

function seatsLeft(parts: readonly VisitPart[]): number | null {
  const seats = parts.flatMap(({ groupSession }) => groupSession?.seatsLeft ?? [])
  return seats.length > 0 ? Math.min(...seats) : null
}
