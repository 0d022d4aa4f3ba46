import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { startSandbox, type Sandbox } from '../../../sandbox/src/start-sandbox.ts'
import { createGoogleCalendar } from '../../src/adapters/calendar/google.ts'
import { keepConnection } from '../../src/calendars/access/keep-connection.ts'
import { chooseCalendar } from '../../src/calendars/choose-calendar.ts'
import type { CalendarDependencies } from '../../src/calendars/dependencies.ts'
import { eventIdOf } from '../../src/calendars/mirror/event-id.ts'
import { syncCalendar } from '../../src/calendars/sync/sync-calendar.ts'
import type { Tenant } from '../../src/db/for-tenant.ts'
import { runMirrorAppointment } from '../../src/jobs/calendar-jobs.ts'
import { createLogger } from '../../src/log.ts'
import type { Enqueue } from '../../src/queue/enqueue.ts'
import { bookByStaff } from '../../src/scheduling/booking/book-by-staff.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'
import { createPerson } from '../harness/running-server.ts'

export const account = 'front-desk@glow.example'
const zone = 'America/New_York'
const scopes = ['calendar.events', 'calendar.calendarlist.readonly'].map(
  (scope) => `https://www.googleapis.com/auth/${scope}`,
)

interface QueuedJob {
  name: string
  payload: Record<string, string>
  startAfter?: Date | undefined
}

/**
 * A small spa with two providers whose calendars are at the sandbox's Google, afresh for every
 * test. Jobs are noted, and run when the test says so.
 */
export class CalendarStage {
  database!: TestDatabase
  sandbox!: Sandbox
  spa!: MinimalSpa
  deps!: CalendarDependencies
  owner!: { userId: string; membershipId: string; email: string }
  connectionId!: string
  /** Dr. Lee's and Rosa Ortiz's. */
  lee!: { calendarId: string; externalId: string }
  ortiz!: { calendarId: string; externalId: string }
  jobs: QueuedJob[] = []
  log: string[] = []
  /** How far the spa's clock is ahead of the real one, which the sandbox goes by. */
  aheadMs = 0

  get tenant(): Tenant {
    return this.spa.tenant
  }
  get google() {
    return this.sandbox.control.google
  }

  clock = (): Date => new Date(Date.now() + this.aheadMs)

  enqueue: Enqueue = (_tx, name, payload, options) => {
    this.jobs.push({ name, payload: payload as Record<string, string>, startAfter: options?.startAfter })
    return Promise.resolve()
  }

  async begin(): Promise<void> {
    this.jobs = []
    this.log = []
    this.aheadMs = 0
    this.sandbox.control.resetFaults()
    this.sandbox.control.clearViolations()
    this.spa = await seedMinimalSpa(this.database.prisma)
    const email = `owner-${randomUUID().slice(0, 8)}@willow.example`
    const { id: userId } = await createPerson(this.database.prisma, {
      email,
      spas: [{ tenant: this.tenant, role: 'owner' }],
    })
    const membership = await this.tenant.db.membership.findFirstOrThrow({ where: { userId } })
    this.owner = { userId, membershipId: membership.id, email }
    this.deps = {
      calendars: createGoogleCalendar({
        clientId: 'sandbox-client.apps.googleusercontent.com',
        clientSecret: 'sandbox-secret',
        baseUrl: `${this.sandbox.url}/google`,
      }),
      enqueue: this.enqueue,
      logger: createLogger({ level: 'debug', destination: { write: (line) => void this.log.push(line) } }),
      clock: this.clock,
      publicBaseUrl: 'http://localhost:3000',
      pushAddress: null,
    }
    this.connectionId = await this.connect()
    this.lee = await this.choose(this.spa.leeId)
    this.ortiz = await this.choose(this.spa.ortizId)
    await this.sync(this.lee.calendarId)
    await this.sync(this.ortiz.calendarId)
    this.jobs = []
  }

  /** As after the consent page. */
  async connect(): Promise<string> {
    const { refreshToken, accessToken } = this.google.grant({ account, scopes })
    const { connectionId } = await keepConnection(this.deps, {
      tenant: this.tenant,
      kind: 'google_oauth',
      account,
      credentials: { kind: 'oauth', refreshToken, accessToken, expiresAt: Date.now() + 3_600_000 },
      scopes,
      actor: `user:${this.owner.userId}`,
    })
    return connectionId
  }

  newGoogleCalendar(): string {
    const id = `${randomUUID().slice(0, 8)}@group.calendar.google.com`
    this.google.addCalendar({ id, summary: 'A provider', owner: account, timeZone: zone })
    return id
  }

  async choose(providerId: string, options: { showsService?: boolean } = {}) {
    const externalId = this.newGoogleCalendar()
    const { connectionId } = this
    const chosen = await chooseCalendar(this.deps, {
      tenant: this.tenant,
      connectionId,
      providerId,
      externalId,
      actor: 'user:x',
      ...options,
    })
    if (!chosen.ok) throw new Error(chosen.reason)
    return { calendarId: chosen.calendarId, externalId }
  }

  sync(calendarId = this.lee.calendarId, options: { isWhole?: boolean; isUrgent?: boolean } = { isUrgent: true }) {
    return syncCalendar(this.deps, { tenant: this.tenant, calendarId, ...options })
  }

  /** A Tuesday, one week ahead at least, at this hour where the spa is; `days` later. */
  at(hour: number, minute = 0, days = 0): Date {
    const today = Temporal.Now.plainDateISO(zone).add({ days: 7 })
    const tuesday = today.add({ days: ((2 - today.dayOfWeek + 7) % 7) + days })
    const time = Temporal.PlainTime.from({ hour, minute })
    return new Date(tuesday.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds)
  }

  /** Botox, half an hour, with Dr. Lee. */
  async book(startsAt: Date, options: { providerId?: string; enqueue?: Enqueue } = {}) {
    const customer = await this.tenant.db.customer.create({ data: { givenName: 'Anna', familyName: 'Berg' } })
    const booked = await bookByStaff(this.tenant, {
      staffId: this.owner.membershipId,
      actor: `user:${this.owner.userId}`,
      customerId: customer.id,
      locationId: this.spa.locationId,
      services: [{ serviceId: this.spa.botoxId, providerId: options.providerId ?? this.spa.leeId, startsAt }],
      idempotencyKey: randomUUID(),
      now: this.clock(),
      enqueue: options.enqueue ?? this.enqueue,
    })
    if (!booked.ok) throw new Error(booked.reason)
    return booked.appointment
  }

  /** Books, and shows it in the calendar. */
  async bookAndMirror(startsAt: Date) {
    const appointment = await this.book(startsAt)
    await this.runMirrors()
    return appointment
  }

  /** Runs what waits to be mirrored, as the worker would. */
  async runMirrors(): Promise<number> {
    const due = this.jobs.filter(({ name }) => name === 'mirror-appointment')
    this.jobs = this.jobs.filter(({ name }) => name !== 'mirror-appointment')
    for (const { payload } of due) {
      await runMirrorAppointment(this.deps, { tenant: this.tenant, payload: payload as never })
    }
    return due.length
  }

  /** What stands in a calendar, as a person sees it there: no deleted events. */
  eventsIn(externalId = this.lee.externalId) {
    return this.google.events(externalId).filter(({ status }) => status !== 'cancelled')
  }

  eventOf(appointmentId: string, externalId = this.lee.externalId): any {
    return this.google.events(externalId).find(({ id }) => id === eventIdOf(appointmentId)) ?? null
  }

  place(appointmentId: string, externalId = this.lee.externalId) {
    return { calendar: externalId, event: eventIdOf(appointmentId) }
  }

  calendar(calendarId = this.lee.calendarId) {
    return this.tenant.db.calendar.findFirstOrThrow({ where: { id: calendarId }, include: { connection: true } })
  }

  openTasks(kind: 'calendar_conflict' | 'calendar_broken') {
    return this.tenant.db.task.findMany({ where: { kind, status: { not: 'done' } } })
  }

  /** What outside events keep busy of Dr. Lee's time. */
  async busyTimes(resourceId = this.spa.leeResourceId): Promise<[Date, Date][]> {
    const rows = await this.tenant.db.occupation.findMany({
      where: { resourceId, kind: 'external' },
      orderBy: { startsAt: 'asc' },
    })
    return rows.map(({ startsAt, endsAt }) => [startsAt, endsAt])
  }

  fault(kind: string, options: { times?: number; for?: string; ms?: number; status?: number } = {}): void {
    const fault = { kind, for: this.lee.externalId, ...options }
    this.sandbox.control.setFaults({ googleFaults: [fault] } as never)
  }

  noFaults(): void {
    this.sandbox.control.resetFaults()
  }

  /** What Google had to refuse because we sent it wrongly. */
  violations(): string[] {
    return this.sandbox.control.violations().map(({ kind, event }) => `${event}: ${kind}`)
  }
}

export function useCalendarStage(): CalendarStage {
  const stage = new CalendarStage()
  beforeAll(async () => {
    stage.database = await createTestDatabase()
    stage.sandbox = await startSandbox({ port: 0 })
  })
  afterAll(async () => {
    await stage.sandbox.close()
    await stage.database.drop()
  })
  beforeEach(() => stage.begin())
  return stage
}
