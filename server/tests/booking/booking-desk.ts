import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Tenant } from '../../src/db/for-tenant.ts'
import type { Enqueue } from '../../src/queue/enqueue.ts'
import type { AppointmentDetails } from '../../src/scheduling/appointment-details.ts'
import { bookAppointment, type BookingRequest } from '../../src/scheduling/book-appointment.ts'
import { findOpenings, type Opening } from '../../src/scheduling/openings/find-openings.ts'
import { resolveWhen } from '../../src/scheduling/when/resolve-when.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'

/** A Tuesday morning in New York, before opening. */
export const now = new Date('2026-12-01T12:00:00Z')
export const later = (ms: number) => new Date(now.getTime() + ms)

/** A fresh small spa for every test, and what a booking needs, without tools or a model. */
export class BookingDesk {
  database!: TestDatabase
  spa!: MinimalSpa
  jobs: { name: string; payload: object; startAfter?: Date | undefined }[] = []

  get tenant(): Tenant {
    return this.spa.tenant
  }

  enqueue: Enqueue = (_tx, name, payload, options) => {
    this.jobs.push({ name, payload, startAfter: options?.startAfter })
    return Promise.resolve()
  }

  async startConversation(): Promise<string> {
    return (await this.tenant.db.conversation.create({ data: { channel: 'chat' } })).id
  }

  async openings(conversationId: string, words: string, serviceId = this.spa.botoxId, limit = 5): Promise<Opening[]> {
    const when = resolveWhen(words, this.spa.timeZone, now)
    if (!when.ok) throw new Error(when.reason)
    const found = await findOpenings(this.tenant, { conversationId, now, serviceId, wish: when.wish, limit })
    return found.ok ? found.openings : []
  }

  booking(conversationId: string, token: string, overrides: Partial<BookingRequest> = {}): BookingRequest {
    return {
      conversation: { id: conversationId, channel: 'chat', visitorId: null, now },
      token,
      person: { givenName: 'Jane', familyName: 'Doe', contacts: [{ kind: 'phone', value: '+12125550111' }] },
      note: null,
      idempotencyKey: `${conversationId}:1`,
      acceptedPolicies: [{ id: this.spa.policyId, text: 'Tell us 24 hours ahead.' }],
      consentText: 'A text will confirm it.',
      enqueue: this.enqueue,
      ...overrides,
    }
  }

  async book(
    conversationId: string,
    token: string,
    overrides: Partial<BookingRequest> = {},
  ): Promise<AppointmentDetails> {
    const result = await bookAppointment(this.tenant, this.booking(conversationId, token, overrides))
    if (!result.ok) throw new Error(result.reason)
    return result.appointment
  }

  /** Pairs of occupations of one resource that overlap: never any. */
  async overlaps(): Promise<number> {
    const rows = await this.tenant.db.occupation.findMany({ orderBy: [{ resourceId: 'asc' }, { startsAt: 'asc' }] })
    return rows.filter(
      (row, index) => rows[index - 1]?.resourceId === row.resourceId && rows[index - 1]!.endsAt > row.startsAt,
    ).length
  }
}

export function useBookingDesk(): BookingDesk {
  const desk = new BookingDesk()
  beforeAll(async () => {
    desk.database = await createTestDatabase()
  })
  afterAll(() => desk.database.drop())
  beforeEach(async () => {
    desk.spa = await seedMinimalSpa(desk.database.prisma)
    desk.jobs = []
  })
  return desk
}
