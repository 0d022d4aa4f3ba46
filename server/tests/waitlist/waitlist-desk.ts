import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Tenant } from '../../src/db/for-tenant.ts'
import type { Channel, Hold, WaitlistEntry, WaitlistOffer } from '../../src/db/generated/client.ts'
import { runMatchWaitlist } from '../../src/jobs/waitlist-jobs.ts'
import type { Enqueue } from '../../src/queue/enqueue.ts'
import type { JobName, JobPayload } from '../../src/queue/jobs.ts'
import type { Queue } from '../../src/queue/queue.ts'
import { bookByStaff } from '../../src/scheduling/booking/book-by-staff.ts'
import { cancelAppointment } from '../../src/scheduling/cancel-appointment.ts'
import { expireHold } from '../../src/scheduling/expire-hold.ts'
import { expireWaitlistEntry } from '../../src/scheduling/waitlist/expire-entry.ts'
import { expireWaitlistOffer } from '../../src/scheduling/waitlist/expire-offer.ts'
import { joinWaitlist, type JoinRequest } from '../../src/scheduling/waitlist/join-waitlist.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'

/** A Tuesday, 10 in the morning in New York. */
export const now = new Date('2026-12-01T15:00:00Z')
/** On the next day, in New York. */
export const at = (clock: string, date = '2026-12-02') =>
  new Date(Temporal.PlainDateTime.from(`${date}T${clock}`).toZonedDateTime('America/New_York').epochMilliseconds)

/** A member of staff who holds nothing. */
export const nobody = '00000000-0000-0000-0000-000000000000'

interface QueuedJob {
  name: JobName
  payload: JobPayload<JobName>
  startAfter: Date | undefined
}

/** A small spa whose queue stands still until a test runs it, at the time that the test says it is. */
export class WaitlistDesk {
  database!: TestDatabase
  spa!: MinimalSpa
  jobs: QueuedJob[] = []
  now = now
  #people = 0

  get tenant(): Tenant {
    return this.spa.tenant
  }

  enqueue: Enqueue = (_tx, name, payload, options) => {
    this.jobs.push({ name, payload, startAfter: options?.startAfter })
    return Promise.resolve()
  }

  /** Runs what is due of the waitlist and of holds, until nothing is. Twice each, if `times` says so: at the same time. */
  async runJobs({ times = 1 }: { times?: number } = {}): Promise<void> {
    for (;;) {
      const due = this.jobs.filter((job) => handled.has(job.name) && (job.startAfter ?? this.now) <= this.now)
      if (due.length === 0) return
      this.jobs = this.jobs.filter((job) => !due.includes(job))
      for (const job of due) await Promise.all(Array.from({ length: times }, () => this.#run(job)))
    }
  }

  async #run({ name, payload }: QueuedJob): Promise<void> {
    const { tenant, enqueue, now } = this
    const queue = { enqueue } as Queue
    if (name === 'match-waitlist') {
      await runMatchWaitlist({ queue, clock: () => now }, { tenant, payload: payload as JobPayload<'match-waitlist'> })
    } else if (name === 'expire-waitlist-offer') {
      const { offerId } = payload as JobPayload<'expire-waitlist-offer'>
      await expireWaitlistOffer(tenant, { offerId, enqueue, now })
    } else if (name === 'expire-hold') {
      await expireHold(tenant, { holdId: (payload as JobPayload<'expire-hold'>).holdId, enqueue, now })
    } else if (name === 'expire-waitlist-entry') {
      const { entryId } = payload as JobPayload<'expire-waitlist-entry'>
      await expireWaitlistEntry(tenant, { entryId, enqueue, now })
    }
  }

  async customer(givenName = `Person ${++this.#people}`, phone = `+1212555${1000 + ++this.#people}`): Promise<string> {
    const { id } = await this.tenant.db.customer.create({ data: { givenName } })
    await this.tenant.db.identity.create({ data: { customerId: id, kind: 'phone', value: phone } })
    return id
  }

  /** Somebody who waits for Botox on Wednesday, unless told otherwise. */
  async waits(overrides: Partial<JoinRequest> = {}, channel: Channel = 'sms'): Promise<WaitlistEntry> {
    const day = Temporal.PlainDate.from('2026-12-02')
    // Longer waits were begun earlier.
    const since = new Date(now.getTime() - 3_600_000 + ++this.#people * 1_000)
    const joined = await joinWaitlist(this.tenant, {
      who: { customerId: await this.customer() },
      serviceId: this.spa.botoxId,
      from: day,
      to: day,
      channel,
      actor: 'ava',
      now: since,
      enqueue: this.enqueue,
      ...overrides,
    })
    if (!joined.ok) throw new Error(joined.reason)
    return joined.entry
  }

  /** An appointment that somebody else has, unless told otherwise. */
  async taken(
    startsAt: Date,
    options: { providerId?: string; serviceId?: string; customerId?: string } = {},
  ): Promise<string> {
    const { providerId = this.spa.leeId, serviceId = this.spa.botoxId } = options
    const booked = await bookByStaff(this.tenant, {
      staffId: nobody,
      actor: 'user:desk',
      customerId: options.customerId ?? (await this.customer()),
      locationId: this.spa.locationId,
      services: [{ serviceId, providerId, startsAt }],
      idempotencyKey: `taken ${++this.#people}`,
      now: this.now,
      enqueue: this.enqueue,
    })
    if (!booked.ok) throw new Error(booked.reason)
    return booked.appointment.id
  }

  async cancel(appointmentId: string): Promise<void> {
    const cancelled = await cancelAppointment(this.tenant, {
      conversationId: null,
      appointmentId,
      reason: null,
      actor: 'user:desk',
      now: this.now,
      enqueue: this.enqueue,
    })
    if (!cancelled.ok) throw new Error(cancelled.reason)
  }

  /** Somebody else's appointment came free. */
  async comesFree(startsAt: Date, options: { providerId?: string; serviceId?: string } = {}): Promise<void> {
    await this.cancel(await this.taken(startsAt, options))
  }

  offers(): Promise<(WaitlistOffer & { hold: Hold })[]> {
    return this.tenant.db.waitlistOffer.findMany({ orderBy: { offeredAt: 'asc' }, include: { hold: true } })
  }

  async openOffer() {
    const open = (await this.offers()).filter(({ status }) => status === 'offered')
    if (open.length !== 1) throw new Error(`There are ${open.length} open offers`)
    return open[0]!
  }

  async statusOf(entry: { id: string }): Promise<string> {
    return (await this.tenant.db.waitlistEntry.findFirst({ where: { id: entry.id } }))!.status
  }

  later(minutes: number): void {
    this.now = new Date(this.now.getTime() + minutes * 60_000)
  }
}

const handled = new Set<JobName>(['match-waitlist', 'expire-waitlist-offer', 'expire-hold', 'expire-waitlist-entry'])

export function useWaitlistDesk(): WaitlistDesk {
  const desk = new WaitlistDesk()
  beforeAll(async () => {
    desk.database = await createTestDatabase()
  })
  afterAll(() => desk.database.drop())
  beforeEach(async () => {
    desk.spa = await seedMinimalSpa(desk.database.prisma)
    desk.jobs = []
    desk.now = now
  })
  return desk
}
