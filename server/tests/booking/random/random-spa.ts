import pg from 'pg'
import type { TenantTransaction } from '../../../src/db/for-tenant.ts'
import type { Enqueue } from '../../../src/queue/enqueue.ts'
import { slotOfOffer } from '../../../src/scheduling/offers.ts'
import { now, type BookingDesk } from '../booking-desk.ts'

/** One service of a wanted time. */
export interface WantedPart {
  serviceId: string
  providerId: string
  start: number
}

/** A place on the grid of times that random people ask for. */
export interface GridTime {
  index: number
  parts: WantedPart[]
  end: number
}

/** What a service takes, in milliseconds after its start. */
export interface ServiceShape {
  id: string
  capacity: number
  provider: [number, number][]
  /** By purpose: one room or device for all of it. */
  purposes: Map<string, [number, number][]>
  visibleMs: number
}

const minute = 60_000

/**
 * A small spa in which everything that can collide does: two providers, three rooms, one device,
 * a service that asks for approval, a group of three, a visit of two services; and people who
 * were all offered the same grid of times. Jobs go to a table, in the transaction that queues them.
 */
export class RandomSpa {
  readonly desk: BookingDesk
  readonly shapes = new Map<string, ServiceShape>()
  readonly people: string[] = []
  readonly customers: string[] = []
  readonly entries: string[] = []
  /** Of the people, by person and grid index. */
  readonly grid: GridTime[] = []
  resources: { id: string; purpose: string | null; providerId: string | null }[] = []
  staffId!: string
  admin!: pg.Client

  constructor(desk: BookingDesk) {
    this.desk = desk
  }

  enqueue: Enqueue = async (transaction, name, payload) => {
    const tx = transaction as TenantTransaction
    await tx.$executeRaw`insert into test_jobs (name, payload) values (${name}, ${JSON.stringify(payload)}::jsonb)`
  }

  async open(options: { people: number; days: number }): Promise<void> {
    const { spa, tenant, database } = this.desk
    this.admin = new pg.Client({ connectionString: database.adminUrl })
    await this.admin.connect()
    await this.admin.query('create table test_jobs (id bigserial primary key, name text, payload jsonb)')
    await this.admin.query('grant all on test_jobs to public; grant all on sequence test_jobs_id_seq to public')
    const { db } = tenant
    await db.resource.create({
      data: { kind: 'room', purpose: 'treatment_room', name: 'Room 3', locationId: spa.locationId },
    })
    await db.resource.create({ data: { kind: 'device', purpose: 'laser', name: 'Laser', locationId: spa.locationId } })
    await db.service.updateMany({ where: { id: spa.facialId }, data: { capacity: 3 } })
    await db.service.updateMany({ where: { id: spa.microneedlingId }, data: { requiresApproval: true } })
    const laser = await db.service.create({
      data: {
        slug: 'laser',
        name: 'Laser',
        category: 'laser',
        description: 'Laser',
        priceFromCents: 9900,
        minNoticeMin: 0,
      },
    })
    await db.serviceSegment.create({
      data: {
        serviceId: laser.id,
        position: 0,
        name: 'treatment',
        durationMin: 30,
        needsProvider: true,
        needsResources: ['treatment_room', 'laser'],
      },
    })
    await db.serviceEligibility.createMany({
      data: [spa.leeId, spa.ortizId].map((providerId) => ({ serviceId: laser.id, providerId })),
    })
    this.resources = await db.resource.findMany({ select: { id: true, purpose: true, providerId: true } })
    await this.#readShapes()
    for (let index = 0; index < options.people; index++) {
      this.people.push(await this.desk.startConversation())
      const customer = await db.customer.create({ data: { givenName: `Customer ${index}` } })
      this.customers.push(customer.id)
      const entry = await db.waitlistEntry.create({
        data: {
          customerId: customer.id,
          serviceId: spa.botoxId,
          fromDate: new Date('2026-12-01'),
          toDate: new Date('2026-12-31'),
          weekdays: [],
          channel: 'sms',
        },
      })
      this.entries.push(entry.id)
    }
    await this.#offerGrid(options.days, laser.id)
  }

  async close(): Promise<void> {
    await this.admin.end()
  }

  async #readShapes(): Promise<void> {
    const services = await this.desk.tenant.db.service.findMany({
      include: { segments: { orderBy: { position: 'asc' } } },
    })
    for (const { id, capacity, segments } of services) {
      const shape: ServiceShape = { id, capacity, provider: [], purposes: new Map(), visibleMs: 0 }
      let at = 0
      for (const { durationMin, needsProvider, needsResources, isVisible } of segments) {
        const span: [number, number] = [at, at + durationMin * minute]
        at = span[1]
        if (needsProvider) shape.provider.push(span)
        for (const purpose of needsResources) {
          shape.purposes.set(purpose, [...(shape.purposes.get(purpose) ?? []), span])
        }
        if (isVisible) shape.visibleMs = at
      }
      this.shapes.set(id, shape)
    }
  }

  /** Every half hour of some days for every service and provider, as far as an empty spa offers it. */
  async #offerGrid(days: number, laserId: string): Promise<void> {
    const { spa, tenant } = this.desk
    const wanted: WantedPart[][] = []
    for (let day = 0; day < days; day++) {
      for (let half = 0; half < 15; half++) {
        // Nine o'clock in New York, a week on.
        const start = Date.parse('2026-12-08T14:00:00Z') + day * 86_400_000 + half * 30 * minute
        const one = (serviceId: string, providerId: string, at = start) => ({ serviceId, providerId, start: at })
        wanted.push(
          [one(spa.botoxId, spa.leeId)],
          [one(spa.botoxId, spa.ortizId)],
          [one(spa.microneedlingId, spa.leeId)],
          [one(spa.facialId, spa.ortizId)],
          [one(laserId, spa.leeId)],
          [one(laserId, spa.ortizId)],
          [one(spa.botoxId, spa.leeId), one(laserId, spa.ortizId, start + 30 * minute)],
        )
      }
    }
    const [somebody] = this.people
    for (const parts of wanted) {
      const last = parts.at(-1)!
      const time = { index: this.grid.length, parts, end: last.start + this.shapes.get(last.serviceId)!.visibleMs }
      const offer = this.offerOf(time)
      const free = await tenant.transaction((tx) =>
        slotOfOffer(tx, { offer, owner: { conversationId: somebody! }, now }),
      )
      if (free) this.grid.push(time)
    }
    const expiresAt = new Date('2027-01-01T00:00:00Z')
    await tenant.db.slotOffer.createMany({
      data: this.people.flatMap((conversationId) =>
        this.grid.map((time) => ({ ...this.offerOf(time), conversationId, token: this.tokenOf(time), expiresAt })),
      ),
    })
  }

  async renewOffers(): Promise<void> {
    await this.admin.query("update slot_offers set expires_at = '2027-01-01' where expires_at < '2027-01-01'")
  }

  tokenOf({ index }: GridTime): string {
    return `SL_${(1_000 + index).toString(36).toUpperCase()}`
  }

  offerOf({ parts, end }: GridTime) {
    const [first] = parts
    return {
      serviceId: first!.serviceId,
      providerId: first!.providerId,
      locationId: this.desk.spa.locationId,
      startsAt: new Date(first!.start),
      endsAt: new Date(end),
      parts:
        parts.length === 1
          ? []
          : parts.map(({ serviceId, providerId, start }) => ({
              serviceId,
              providerId,
              startsAt: new Date(start).toISOString(),
              endsAt: new Date(start + this.shapes.get(serviceId)!.visibleMs).toISOString(),
            })),
    }
  }
}
