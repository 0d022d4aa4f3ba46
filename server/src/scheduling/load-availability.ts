import type { TenantTransaction } from '../db/for-tenant.ts'
import { loadAvailabilityFacts, type AvailabilityFacts, type ServiceFacts } from '../db/availability-facts.ts'
import { OpeningHours } from '../tenants/settings.ts'
import type { AvailabilityService, VisitInput } from './availability/availability-input.ts'
import { consultationValidUntil } from './availability/start-rules.ts'
import { ownerColumns, type Owner } from './owner.ts'

/** What the spa set for the services, and all that their free times depend on. */
export interface Availability {
  /** In the order of the visit, one for each that was asked for. */
  services: ServiceFacts[]
  /** By provider id. */
  providerNames: Map<string, string>
  locations: { id: string; name: string; timeZone: string }[]
  input: VisitInput
}

export interface AvailabilityRequest {
  /** One after the other in one visit. */
  serviceIds: readonly string[]
  from: Date
  to: Date
  now: Date
  /** Who asks: their own holds do not stand in their way. */
  owner: Owner
  /** Only this provider; of several services, for those that they perform. */
  providerId?: string | undefined
  /** Only these providers, whoever may perform which. */
  providerIds?: readonly string[] | undefined
  /** Appointments that would make room by moving: all of a visit. */
  exceptAppointmentIds?: readonly string[] | undefined
  /** Whose visit it is, once that is known: then a consultation that is asked for must be theirs. */
  customerId?: string | null | undefined
}

/**
 * Reads what `findFreeVisits` needs for a window, in one transaction. Null when the spa has no
 * such service, or offers it no more.
 */
export async function loadAvailability(
  tx: TenantTransaction,
  request: AvailabilityRequest,
): Promise<Availability | null> {
  const { serviceIds, providerId, from, to, now } = request
  const only = providerId !== undefined && serviceIds.length === 1 ? [providerId] : request.providerIds
  const facts = await loadAvailabilityFacts(tx, {
    serviceIds,
    providerIds: only,
    from,
    to,
    now,
    owner: ownerColumns(request.owner),
    exceptAppointmentIds: request.exceptAppointmentIds ?? [],
    customerId: request.customerId,
  })
  const byId = new Map(facts.services.map((service) => [service.id, service]))
  const services = consultationsFirst(serviceIds.flatMap((id) => byId.get(id) ?? []))
  if (services.length < serviceIds.length || services.length === 0) return null
  return {
    services,
    providerNames: new Map(facts.staff.map(({ id, displayName }) => [id, displayName])),
    locations: facts.locations,
    input: inputOf(facts, services, request),
  }
}

/** In the order asked for, but what another of them asks for comes before it. */
function consultationsFirst(services: readonly ServiceFacts[]): ServiceFacts[] {
  const ordered: ServiceFacts[] = []
  const add = (service: ServiceFacts) => {
    if (ordered.includes(service)) return
    const consultation = services.find(({ id }) => id === service.prerequisiteServiceId)
    if (consultation && consultation.prerequisiteServiceId !== service.id) add(consultation)
    ordered.push(service)
  }
  services.forEach(add)
  return ordered
}

function inputOf(facts: AvailabilityFacts, services: ServiceFacts[], request: AvailabilityRequest): VisitInput {
  const { staff, locations, rooms, blocked, sessions, counted } = facts
  return {
    now: request.now.getTime(),
    from: request.from.getTime(),
    to: request.to.getTime(),
    services: services.map((service) => serviceOf(service, facts, request)),
    locations: locations.map((location) => ({ ...location, hours: OpeningHours.parse(location.hours) })),
    providers: staff.map((provider) => ({ ...provider, licensedUntil: provider.licenceExpires })),
    resources: rooms,
    occupations: Object.entries(facts.taken).flatMap(([resourceId, times]) =>
      times.map(([start, end]) => ({ resourceId, start, end })),
    ),
    blocked,
    sessions,
    counted,
  }
}

function serviceOf(
  service: ServiceFacts,
  facts: AvailabilityFacts,
  { providerId, customerId }: AvailabilityRequest,
): AvailabilityService {
  const { id, segments, minNoticeMin, horizonDays, slotIntervalMin, capacity, maxPerDay } = service
  const isTheirs = providerId !== undefined && service.providerIds.includes(providerId)
  return {
    id,
    segments,
    minNoticeMin,
    horizonDays,
    slotIntervalMin,
    capacity,
    maxPerDay,
    eligibleProviderIds: new Set(isTheirs ? [providerId] : service.providerIds),
    allowedCredentials: service.allowedCredentials,
    prerequisite:
      service.prerequisiteServiceId === null
        ? null
        : {
            serviceId: service.prerequisiteServiceId,
            consultations: customerId ? consultationsOf(service, facts) : null,
          },
  }
}

function consultationsOf(service: ServiceFacts, facts: AvailabilityFacts) {
  return facts.consultations
    .filter(({ serviceId }) => serviceId === service.prerequisiteServiceId)
    .map(({ end, timeZone }) => ({
      end,
      validUntil: consultationValidUntil(end, service.prerequisiteValidDays!, timeZone),
    }))
}

/** A `date` column comes as midnight UTC of that day. */
export function localDateOf(column: Date): Temporal.PlainDate {
  return Temporal.PlainDate.from(column.toISOString().slice(0, 10))
}
