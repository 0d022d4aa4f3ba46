import { randomUUID } from 'node:crypto'
import type { PrismaClient } from '../../src/db/client.ts'
import { readKeyring } from '../../src/db/sealing.ts'
import { forTenant, type Tenant, type TenantTransaction } from '../../src/db/for-tenant.ts'

export interface MinimalSpa {
  tenant: Tenant
  tenantId: string
  siteKey: string
  timeZone: string
  locationId: string
  policyId: string
  /** 30 min with a provider in a treatment room, then 10 min turn-over of the room. Both providers. */
  botoxId: string
  /** 30 min numbing (room only), 45 min treatment, 15 min turn-over. `leeId` only. */
  microneedlingId: string
  /** 60 min in a treatment room, 15 min turn-over. `ortizId` only. */
  facialId: string
  leeId: string
  ortizId: string
  leeResourceId: string
  ortizResourceId: string
  roomOneId: string
  roomTwoId: string
}

/** Seals in tests; protects nothing. */
export const testKeys = `test:${Buffer.alloc(32, 7).toString('base64')}`
export const testKeyring = readKeyring(testKeys)

/**
 * One small spa: two providers at work Monday to Saturday 9:00–17:00 with a
 * break at noon for Dr. Lee, two treatment rooms, three services, one policy
 * and two articles. No minimum notice, so that tests choose their own times.
 */
export async function seedMinimalSpa(
  prisma: PrismaClient,
  options: { siteKey?: string; timeZone?: string } = {},
): Promise<MinimalSpa> {
  const tenantId = randomUUID()
  const siteKey = options.siteKey ?? `spa-${tenantId.slice(0, 8)}`
  const timeZone = options.timeZone ?? 'America/New_York'
  const tenant = forTenant(prisma, tenantId, testKeyring)
  return tenant.transaction(async (tx) => {
    const locationId = await createSpa(tx, { tenantId, siteKey, timeZone })
    const people = await createProviders(tx, locationId)
    const rooms = await createRooms(tx, locationId)
    const catalogue = await createServices(tx, people)
    await createArticles(tx)
    return { tenant, tenantId, siteKey, timeZone, locationId, ...people, ...rooms, ...catalogue }
  })
}

/** Time off from one resource, as yet without occupations: what an occupation in a test can name as its cause. */
export async function seedBlock(tenant: Tenant, resourceId: string): Promise<{ id: string }> {
  const startsAt = new Date('2027-01-01T00:00:00Z')
  const endsAt = new Date('2028-01-01T00:00:00Z')
  return tenant.db.block.create({
    data: { resourceId, kind: 'time_off', startsAt, endsAt, createdBy: 'test' },
    select: { id: true },
  })
}

async function createSpa(
  tx: TenantTransaction,
  spa: { tenantId: string; siteKey: string; timeZone: string },
): Promise<string> {
  await tx.tenant.create({
    data: {
      id: spa.tenantId,
      siteKey: spa.siteKey,
      name: 'Willow Spa',
      timeZone: spa.timeZone,
      phone: '+12125550100',
      email: 'hello@willow.example',
      allowedOrigins: ['http://localhost:3000', 'http://127.0.0.1:3000'],
    },
  })
  await tx.persona.create({
    data: {
      greeting: 'Hi, this is Ava, the AI assistant at Willow Spa. How can I help?',
      houseRules: [],
      suggestions: ['Book an appointment'],
      privacyLine: 'Ava is an AI. Conversations are stored so that the spa can help you.',
    },
  })
  const weekdays = ['1', '2', '3', '4', '5', '6']
  const location = await tx.location.create({
    data: {
      name: 'Main Street',
      address: '1 Main Street',
      timeZone: spa.timeZone,
      hours: Object.fromEntries(weekdays.map((day) => [day, [['09:00', '17:00']]])),
    },
  })
  return location.id
}

async function createProviders(tx: TenantTransaction, locationId: string) {
  const names = [
    { givenName: 'Dana', familyName: 'Lee', displayName: 'Dr. Lee', credential: 'MD' },
    { givenName: 'Rosa', familyName: 'Ortiz', displayName: 'Rosa Ortiz, RN', credential: 'RN' },
  ]
  const ids: { providerId: string; resourceId: string }[] = []
  for (const data of names) {
    const provider = await tx.provider.create({ data })
    const resource = await tx.resource.create({
      data: { kind: 'provider', name: data.displayName, locationId, providerId: provider.id },
    })
    ids.push({ providerId: provider.id, resourceId: resource.id })
  }
  const [lee, ortiz] = ids as [(typeof ids)[number], (typeof ids)[number]]
  const periods = [
    { providerId: lee.providerId, startMin: 9 * 60, endMin: 12 * 60 },
    { providerId: lee.providerId, startMin: 13 * 60, endMin: 17 * 60 },
    { providerId: ortiz.providerId, startMin: 9 * 60, endMin: 17 * 60 },
  ]
  await tx.providerSchedule.createMany({
    data: [1, 2, 3, 4, 5, 6].flatMap((weekday) => periods.map((period) => ({ ...period, weekday, locationId }))),
  })
  return {
    leeId: lee.providerId,
    ortizId: ortiz.providerId,
    leeResourceId: lee.resourceId,
    ortizResourceId: ortiz.resourceId,
  }
}

async function createRooms(tx: TenantTransaction, locationId: string) {
  const room = async (name: string) =>
    (await tx.resource.create({ data: { kind: 'room', purpose: 'treatment_room', name, locationId } })).id
  return { roomOneId: await room('Room 1'), roomTwoId: await room('Room 2') }
}

async function createServices(tx: TenantTransaction, people: { leeId: string; ortizId: string }) {
  const policy = await tx.policy.create({
    data: {
      name: 'cancellation',
      version: 1,
      text: 'Please tell us 24 hours ahead if you cannot come; later than that we charge $50.',
      cancelWindowHours: 24,
      feeCents: 5000,
    },
  })
  const make = async (
    data: { slug: string; name: string; category: string; priceFromCents: number; aliases: string[] },
    minutes: { numbing?: number; treatment: number; turnOver: number },
    providerIds: string[],
  ) => {
    const room = ['treatment_room']
    const segments = [
      { name: 'numbing', durationMin: minutes.numbing ?? 0, needsProvider: false, needsResources: room },
      { name: 'treatment', durationMin: minutes.treatment, needsProvider: true, needsResources: room },
      {
        name: 'turn-over',
        durationMin: minutes.turnOver,
        needsProvider: false,
        needsResources: room,
        isVisible: false,
      },
    ].filter((segment) => segment.durationMin > 0)
    const service = await tx.service.create({
      data: { ...data, description: data.name, policyId: policy.id, minNoticeMin: 0 },
    })
    await tx.serviceSegment.createMany({
      data: segments.map((segment, position) => ({ ...segment, position, serviceId: service.id })),
    })
    await tx.serviceEligibility.createMany({
      data: providerIds.map((providerId) => ({ providerId, serviceId: service.id })),
    })
    return service.id
  }
  const botoxId = await make(
    { slug: 'botox', name: 'Botox', category: 'injectables', priceFromCents: 25000, aliases: ['tox', 'neurotoxin'] },
    { treatment: 30, turnOver: 10 },
    [people.leeId, people.ortizId],
  )
  const microneedlingId = await make(
    { slug: 'microneedling', name: 'Microneedling', category: 'skin', priceFromCents: 30000, aliases: ['needling'] },
    { numbing: 30, treatment: 45, turnOver: 15 },
    [people.leeId],
  )
  const facialId = await make(
    { slug: 'hydrafacial', name: 'HydraFacial', category: 'skin', priceFromCents: 19900, aliases: ['facial'] },
    { treatment: 60, turnOver: 15 },
    [people.ortizId],
  )
  return { policyId: policy.id, botoxId, microneedlingId, facialId }
}

async function createArticles(tx: TenantTransaction): Promise<void> {
  await tx.knowledgeArticle.createMany({
    data: [
      {
        title: 'Where to park',
        body: 'There is a free car park behind the building. The entrance is on Oak Lane.',
        tags: ['parking', 'directions'],
      },
      {
        title: 'After Botox',
        body: 'Stay upright for four hours and do not exercise for 24 hours.',
        tags: ['aftercare', 'botox'],
        approvedBy: 'Dr. Dana Lee, MD',
      },
    ],
  })
}
