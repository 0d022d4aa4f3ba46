import type { TenantTransaction } from '../../server/src/db/for-tenant.ts'
import type { Random } from './random.ts'
import { createScreening } from './screening/create-screening.ts'
import type { ServiceDefinition, SpaDefinition } from './spa-definition.ts'

/** The spa as rows: what the history refers to. */
export interface CreatedSpa {
  definition: SpaDefinition
  locationId: string
  services: { id: string; definition: ServiceDefinition; policyId: string; policyVersion: number; policyText: string }[]
  providers: {
    id: string
    key: string
    displayName: string
    resourceId: string
    week: SpaDefinition['providers'][0]['week']
  }[]
  resources: { id: string; purpose: string }[]
  /** Local days on which a provider does not work. */
  daysOff: Map<string, Set<string>>
}

/** Writes everything a spa is before its first customer. `since` is when it began to use Ava. */
export async function createSpa(
  tx: TenantTransaction,
  options: {
    definition: SpaDefinition
    random: Random
    since: Date
    today: Temporal.PlainDate
    extraOrigins: string[]
  },
): Promise<CreatedSpa> {
  const { definition, random, since, today } = options
  const id = () => random.uuid(since)
  await createTenant(tx, { definition, since, extraOrigins: options.extraOrigins })
  const { location } = definition
  const locationId = id()
  await tx.location.create({
    data: { id: locationId, ...location, timeZone: definition.timeZone, phone: definition.phone },
  })

  const policies = definition.policies.map((policy) => ({ id: id(), policy }))
  await tx.policy.createMany({
    data: policies.map(({ id, policy: { monthsAgo, ...policy } }) => ({
      id,
      ...policy,
      effectiveFrom: new Date(Date.UTC(today.year, today.month - 1 - monthsAgo, 1)),
    })),
  })
  const newest = (name: string) => {
    const versions = policies.filter(({ policy }) => policy.name === name)
    const found = versions.toSorted((one, other) => other.policy.version - one.policy.version)[0]
    if (!found) throw new Error(`${definition.siteKey} has no policy "${name}"`)
    return found
  }

  const providers = definition.providers.map((provider) => ({ id: id(), resourceId: id(), ...provider }))
  const rooms = definition.rooms.map((room) => ({ id: id(), ...room }))
  await createProviders(tx, { providers, locationId, today, id })
  await tx.resource.createMany({
    data: [
      ...providers.map((provider) => ({
        id: provider.resourceId,
        kind: 'provider' as const,
        name: provider.displayName,
        locationId,
        providerId: provider.id,
      })),
      ...rooms.map((room) => ({ ...room, locationId })),
    ],
  })
  const daysOff = await createExceptions(tx, { providers, today, id })

  const services = definition.services.map((service) => {
    const { id: policyId, policy } = newest(service.policy)
    return { id: id(), definition: service, policyId, policyVersion: policy.version, policyText: policy.text }
  })
  await createServices(tx, { services, providers, id })
  await createScreening(tx, {
    services: services.map((service) => ({ id: service.id, screenedAs: service.definition.screenedAs })),
    approvedBy: medicalDirector(definition),
    id,
  })
  await tx.knowledgeArticle.createMany({
    data: definition.articles.map((article) => ({ id: id(), ...article, updatedAt: since })),
  })
  return { definition, locationId, services, providers, resources: rooms, daysOff }
}

async function createTenant(
  tx: TenantTransaction,
  options: { definition: SpaDefinition; since: Date; extraOrigins: string[] },
): Promise<void> {
  const { definition, since } = options
  const origins = ['http://localhost:3000', 'http://127.0.0.1:3000', definition.websiteUrl, ...options.extraOrigins]
  await tx.tenant.create({
    data: {
      id: definition.tenantId,
      siteKey: definition.siteKey,
      name: definition.name,
      timeZone: definition.timeZone,
      phone: definition.phone,
      email: definition.email,
      websiteUrl: definition.websiteUrl,
      accentColor: definition.accentColor,
      allowedOrigins: [...new Set(origins)],
      createdAt: since,
    },
  })
  await tx.persona.create({ data: { ...definition.persona, updatedAt: since } })
  await createAddresses(tx, definition)
}

/** A number that is registered with the carriers, and an address that mail comes in at. */
async function createAddresses(tx: TenantTransaction, { addresses, name }: SpaDefinition): Promise<void> {
  await tx.channelAddress.createMany({
    data: [
      { channel: 'sms', value: addresses.sms, registration: 'live' },
      { channel: 'email', value: addresses.email, registration: 'live', senderName: name },
    ],
  })
}

type ProviderRow = SpaDefinition['providers'][0] & { id: string; resourceId: string }

async function createProviders(
  tx: TenantTransaction,
  options: { providers: ProviderRow[]; locationId: string; today: Temporal.PlainDate; id: () => string },
): Promise<void> {
  const { providers, locationId, today, id } = options
  await tx.provider.createMany({
    data: providers.map(({ key: _key, week: _week, resourceId: _resource, licenceMonths, ...provider }) => ({
      ...provider,
      licenceExpires: asDate(today.add({ months: licenceMonths }).with({ day: 1 }).subtract({ days: 1 })),
    })),
  })
  await tx.providerSchedule.createMany({
    data: providers.flatMap((provider) =>
      Object.entries(provider.week).flatMap(([weekday, periods]) =>
        periods.map(([from, to]) => ({
          id: id(),
          providerId: provider.id,
          locationId,
          weekday: Number(weekday),
          startMin: minutesOf(from),
          endMin: minutesOf(to),
        })),
      ),
    ),
  })
}

/** One provider is on holiday for three days next week but one, another was ill, a third works other hours one day. */
async function createExceptions(
  tx: TenantTransaction,
  options: { providers: ProviderRow[]; today: Temporal.PlainDate; id: () => string },
): Promise<Map<string, Set<string>>> {
  const { providers, today, id } = options
  const [first, second, third] = providers
  if (!first || !second || !third) throw new Error('A demo spa has at least three providers')
  const days = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => today.add({ days: from + index }))
  const off = [
    ...days(11, 3).map((day) => ({ provider: second, day, reason: 'Holiday' })),
    ...days(-23, 1).map((day) => ({ provider: first, day, reason: 'Ill' })),
  ]
  const short = nextWorkday(third, today.add({ days: 5 }))
  await tx.scheduleException.createMany({
    data: [
      ...off.map(({ provider, day, reason }) => ({
        id: id(),
        providerId: provider.id,
        localDate: asDate(day),
        reason,
      })),
      {
        id: id(),
        providerId: third.id,
        localDate: asDate(short),
        startMin: 13 * 60,
        endMin: 16 * 60,
        reason: 'Training in the morning',
      },
    ],
  })
  const daysOff = new Map<string, Set<string>>()
  for (const { provider, day } of [...off, { provider: third, day: short }]) {
    daysOff.set(provider.id, (daysOff.get(provider.id) ?? new Set()).add(day.toString()))
  }
  return daysOff
}

function nextWorkday(provider: ProviderRow, from: Temporal.PlainDate): Temporal.PlainDate {
  let day = from
  while (!(String(day.dayOfWeek) in provider.week)) day = day.add({ days: 1 })
  return day
}

async function createServices(
  tx: TenantTransaction,
  options: { services: CreatedSpa['services']; providers: ProviderRow[]; id: () => string },
): Promise<void> {
  const { services, providers, id } = options
  await tx.service.createMany({
    data: services.map(({ id, policyId, definition }) => {
      const {
        policy: _policy,
        segments: _segments,
        providers: _providers,
        share: _share,
        screenedAs: _screenedAs,
        prerequisite: _prerequisite,
        ...service
      } = definition
      return { id, policyId, ...service }
    }),
  })
  for (const { id, definition } of services) {
    const { prerequisite } = definition
    if (!prerequisite) continue
    const consultation = services.find((one) => one.definition.slug === prerequisite.slug)
    if (!consultation) throw new Error(`There is no service "${prerequisite.slug}"`)
    await tx.service.updateMany({
      where: { id },
      data: { prerequisiteServiceId: consultation.id, prerequisiteValidDays: prerequisite.validDays },
    })
  }
  await tx.serviceSegment.createMany({
    data: services.flatMap((service) =>
      service.definition.segments.map((segment, position) => ({
        id: id(),
        serviceId: service.id,
        position,
        ...segment,
      })),
    ),
  })
  await tx.serviceEligibility.createMany({
    data: services.flatMap((service) =>
      service.definition.providers.map((key) => {
        const provider = providers.find((one) => one.key === key)
        if (!provider) throw new Error(`There is no provider "${key}"`)
        return { serviceId: service.id, providerId: provider.id }
      }),
    ),
  })
}

function medicalDirector({ providers, siteKey }: SpaDefinition): string {
  const director = providers.find(({ credential }) => credential === 'MD')
  if (!director) throw new Error(`${siteKey} has no medical director`)
  return `${director.displayName}, medical director`
}

/** "09:30" → 570 */
export function minutesOf(time: string): number {
  const { hour, minute } = Temporal.PlainTime.from(time)
  return hour * 60 + minute
}

/** A local day as Prisma wants a `date`. */
function asDate(day: Temporal.PlainDate): Date {
  return new Date(`${day.toString()}T00:00:00Z`)
}
