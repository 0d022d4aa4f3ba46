import { minutesOf, type CreatedSpa } from '../create-spa.ts'
import type { Random } from '../random.ts'

type Service = CreatedSpa['services'][0]
type Provider = CreatedSpa['providers'][0]

export interface Visit {
  service: Service
  provider: Provider
  startsAt: Date
  /** As the customer is told: without the turn-over. */
  endsAt: Date
  occupations: { resourceId: string; startsAt: Date; endsAt: Date }[]
}

interface Part {
  startsAt: Date
  endsAt: Date
}

/** What is taken on one local day, so that no two visits of the history want the same person, room or device at once. */
export function createDiary(spa: CreatedSpa) {
  const taken = new Map<string, Part[]>()
  const isFree = (resourceId: string, parts: Part[]) =>
    !(taken.get(resourceId) ?? []).some((one) =>
      parts.some((part) => one.startsAt < part.endsAt && part.startsAt < one.endsAt),
    )

  return {
    /** Finds a provider and rooms for a visit at this minute of a local day; undefined when there are none. */
    find(options: { service: Service; day: Temporal.PlainDate; minute: number; random: Random }): Visit | undefined {
      const { service, day, minute } = options
      const parts = partsOf(service, instantOf(spa, day, minute))
      const hands = parts.filter((part) => part.needsProvider)
      const resourceIds = findRooms(parts)
      if (!resourceIds) return undefined
      const able = spa.providers.filter(
        (provider) =>
          service.definition.providers.includes(provider.key) &&
          !spa.daysOff.get(provider.id)?.has(day.toString()) &&
          isWorking(provider, day, minute, service) &&
          isFree(provider.resourceId, hands),
      )
      if (able.length === 0) return undefined
      const provider = options.random.pick(able)
      const visible = parts.filter((part) => part.isVisible)
      return {
        service,
        provider,
        startsAt: parts[0]!.startsAt,
        endsAt: visible.at(-1)!.endsAt,
        occupations: parts.flatMap(({ startsAt, endsAt, needsProvider, needsResources }) => [
          ...(needsProvider ? [{ resourceId: provider.resourceId, startsAt, endsAt }] : []),
          ...needsResources.map((purpose) => ({ resourceId: resourceIds.get(purpose)!, startsAt, endsAt })),
        ]),
      }
    },
    take(visit: Visit): void {
      for (const { resourceId, ...part } of visit.occupations) {
        taken.set(resourceId, [...(taken.get(resourceId) ?? []), part])
      }
    },
  }

  /** One resource of each purpose, free for all the visit's parts that need it. */
  function findRooms(parts: ReturnType<typeof partsOf>): Map<string, string> | undefined {
    const found = new Map<string, string>()
    for (const purpose of new Set(parts.flatMap((part) => part.needsResources))) {
      const needed = parts.filter((part) => part.needsResources.includes(purpose))
      const resource = spa.resources.find((one) => one.purpose === purpose && isFree(one.id, needed))
      if (!resource) return undefined
      found.set(purpose, resource.id)
    }
    return found
  }
}

export type Diary = ReturnType<typeof createDiary>

function partsOf(service: Service, start: Date) {
  let at = start.getTime()
  return service.definition.segments.map((segment) => {
    const startsAt = new Date(at)
    at += segment.durationMin * 60_000
    return { ...segment, startsAt, endsAt: new Date(at) }
  })
}

/** Whether the provider's own part of the visit lies inside one working period. */
function isWorking(provider: Provider, day: Temporal.PlainDate, minute: number, service: Service): boolean {
  let from = minute
  let to = minute
  let at = minute
  let hasBegun = false
  for (const { durationMin, needsProvider } of service.definition.segments) {
    if (needsProvider) {
      if (!hasBegun) from = at
      hasBegun = true
      to = at + durationMin
    }
    at += durationMin
  }
  const periods = provider.week[String(day.dayOfWeek)] ?? []
  return periods.some(([opens, closes]) => minutesOf(opens) <= from && to <= minutesOf(closes))
}

/** The instant of a minute of a local day. */
export function instantOf(spa: CreatedSpa, day: Temporal.PlainDate, minute: number): Date {
  const time = Temporal.PlainTime.from({ hour: Math.floor(minute / 60), minute: minute % 60 })
  const zoned = day.toZonedDateTime({ timeZone: spa.definition.timeZone, plainTime: time })
  return new Date(zoned.epochMilliseconds)
}
