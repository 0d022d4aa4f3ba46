import type { AppointmentStatus, MembershipRole } from '../../src/db/generated/client.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from './database.ts'
import { createPerson, runServer, type RunningServer } from './running-server.ts'
import type { Parts } from '../../src/context.ts'

export const roles = ['owner', 'manager', 'front_desk', 'provider', 'agency'] as const satisfies MembershipRole[]
export type DeskRole = (typeof roles)[number]

/** A running server with two spas; in the first somebody works in every role, in the other nobody. */
export interface PortalDesk {
  database: TestDatabase
  server: RunningServer
  willow: MinimalSpa
  maple: MinimalSpa
  ask(path: string, options?: Asking): Promise<Response>
  close(): Promise<void>
}

export interface Asking {
  as?: DeskRole
  method?: 'GET' | 'POST' | 'DELETE'
  body?: unknown
  /** Another spa than the first. */
  spa?: string
  headers?: Record<string, string>
  signal?: AbortSignal
}

export async function openPortalDesk(
  options: { parts?: Partial<Parts>; environment?: Record<string, string> } = {},
): Promise<PortalDesk> {
  const database = await createTestDatabase()
  const willow = await seedMinimalSpa(database.prisma)
  const maple = await seedMinimalSpa(database.prisma)
  const server = await runServer({ databaseUrl: database.appUrl, ...options })
  const cookies: Partial<Record<DeskRole, string>> = {}
  for (const role of roles) {
    const email = `${role}@willow.example`
    await createPerson(database.prisma, { email, spas: [{ tenant: willow.tenant, role }] })
    cookies[role] = await server.signIn(email)
  }
  // The provider there is Dr. Lee.
  await willow.tenant.db.membership.updateMany({ where: { role: 'provider' }, data: { providerId: willow.leeId } })
  return {
    database,
    server,
    willow,
    maple,
    ask(path, { as = 'owner', method = 'GET', body, spa = willow.tenantId, headers, signal } = {}) {
      return fetch(`${server.url}/api/portal/${path}`, {
        method,
        ...(signal ? { signal } : {}),
        headers: {
          cookie: cookies[as] ?? '',
          'x-ava-spa': spa,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    },
    async close() {
      await server.close()
      await database.drop()
    },
  }
}

let made = 0

/** An appointment of Dr. Lee's as a booking leaves it, with the time it takes. `startsInMin` counts from now. */
export async function seedAppointment(
  spa: MinimalSpa,
  wanted: { startsInMin: number; status?: AppointmentStatus; given?: string },
): Promise<{ id: string; startsAt: Date; endsAt: Date; reference: string }> {
  const { startsInMin, status = 'booked', given = 'Ida' } = wanted
  made += 1
  const minuteMs = 60_000
  const startsAt = new Date(Math.ceil(Date.now() / minuteMs) * minuteMs + startsInMin * minuteMs)
  const endsAt = new Date(startsAt.getTime() + 30 * minuteMs)
  const { db } = spa.tenant
  const customer = await db.customer.create({ data: { givenName: given, familyName: 'Berg' } })
  await db.identity.create({
    data: { customerId: customer.id, kind: 'phone', value: `+1212555${String(1000 + made)}` },
  })
  const appointment = await db.appointment.create({
    data: {
      reference: `T-${made}`,
      customerId: customer.id,
      serviceId: spa.botoxId,
      providerId: spa.leeId,
      locationId: spa.locationId,
      startsAt,
      endsAt,
      status,
      priceCents: 25_000,
      idempotencyKey: `test-${made}`,
    },
  })
  await db.occupation.create({
    data: {
      resourceId: spa.leeResourceId,
      kind: 'appointment',
      startsAt,
      endsAt,
      appointmentId: appointment.id,
    },
  })
  return appointment
}

/** Time in which Dr. Lee is busy elsewhere, as their outside calendar says. */
export async function seedBusyElsewhere(
  spa: MinimalSpa,
  time: { startsAt: Date; endsAt: Date },
): Promise<{ id: string }> {
  made += 1
  const { db } = spa.tenant
  const connection = await db.calendarConnection.create({
    data: { kind: 'google_oauth', account: `lee-${made}@example.com`, sealedTokens: '', connectedBy: 'user:test' },
  })
  const calendar = await db.calendar.upsert({
    where: { tenantId_providerId: { tenantId: spa.tenantId, providerId: spa.leeId } },
    update: {},
    create: { connectionId: connection.id, providerId: spa.leeId, externalId: `lee-${made}`, name: 'Dr. Lee' },
  })
  const event = await db.externalEvent.create({ data: { calendarId: calendar.id, eventId: `event-${made}`, ...time } })
  return db.block.create({
    data: {
      resourceId: spa.leeResourceId,
      kind: 'external',
      createdBy: 'job:sync-calendar',
      externalEventId: event.id,
      ...time,
    },
  })
}
