import type {
  AppointmentsPage,
  AppointmentsQuery,
  ConversationsPage,
  ConversationsQuery,
  OpeningsAnswer,
  OpeningsQuery,
  ServicesPage,
  ServicesQuery,
} from '@ava/protocol/v1.ts'
import type { z } from 'zod'
import type { Tenant } from '../../db/for-tenant.ts'
import { findFreeVisits } from '../../scheduling/availability/find-free-visits.ts'
import { loadAvailability } from '../../scheduling/load-availability.ts'
import { HttpError } from '../http-error.ts'
import { dayInZone } from '../portal/appointments/local-day.ts'
import { readCursor, writeCursor } from '../portal/page-cursor.ts'

type Page = { limit: number; cursor?: string | undefined }

/** As many as asked for, and where the next page begins. */
function cut<Row extends { id: string }>(rows: Row[], { limit }: Page, at: (row: Row) => Date, filters: string) {
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return { page, nextCursor: last ? writeCursor({ at: at(last), id: last.id }, filters) : null }
}

export async function readServices(
  tenant: Tenant,
  query: z.infer<typeof ServicesQuery>,
): Promise<z.infer<typeof ServicesPage>> {
  const after = query.cursor === undefined ? null : readCursor(query.cursor, 'services')
  const rows = await tenant.db.service.findMany({
    where: after ? { id: { gt: after.id } } : {},
    orderBy: { id: 'asc' },
    take: query.limit + 1,
  })
  const { page, nextCursor } = cut(rows, query, () => new Date(0), 'services')
  return {
    data: page.map((row) => {
      const { id, name, category, description, priceFromCents, priceToCents, priceNote, currency, isActive } = row
      return { id, name, category, description, priceFromCents, priceToCents, priceNote, currency, isActive }
    }),
    nextCursor,
  }
}

export async function readOpenings(
  tenant: Tenant,
  { query, keyId, now }: { query: OpeningsQuery; keyId: string; now: Date },
): Promise<OpeningsAnswer> {
  return tenant.transaction(async (tx) => {
    const { timeZone } = await tx.tenant.findFirstOrThrow({ select: { timeZone: true } })
    const availability = await loadAvailability(tx, {
      serviceIds: [query.serviceId],
      providerId: query.providerId,
      from: dayInZone(query.from, timeZone).startsAt,
      to: dayInZone(query.to, timeZone).endsAt,
      now,
      // Nobody holds anything by a key: every hold stands in its way.
      owner: { staffId: keyId },
    })
    if (!availability) throw new HttpError(404, 'not_found', 'There is no such active service at this spa.')
    const places = new Map(availability.locations.map(({ id, name }) => [id, name]))
    return {
      timeZone,
      data: findFreeVisits(availability.input).map(({ start, end, parts: [first], locationId }) => ({
        startsAt: new Date(start).toISOString(),
        endsAt: new Date(end).toISOString(),
        providerId: first!.providerId,
        providerName: availability.providerNames.get(first!.providerId) ?? '',
        locationId,
        locationName: places.get(locationId) ?? '',
      })),
    }
  })
}

export async function readAppointments(
  tenant: Tenant,
  query: z.infer<typeof AppointmentsQuery>,
): Promise<z.infer<typeof AppointmentsPage>> {
  const filters = Buffer.from(`${query.from ?? ''}|${query.to ?? ''}`).toString('base64url')
  const after = query.cursor === undefined ? null : readCursor(query.cursor, filters)
  const rows = await tenant.db.appointment.findMany({
    where: {
      AND: [
        query.from === undefined ? {} : { startsAt: { gte: new Date(query.from) } },
        query.to === undefined ? {} : { startsAt: { lt: new Date(query.to) } },
        after ? { OR: [{ startsAt: { gt: after.at } }, { startsAt: after.at, id: { gt: after.id } }] } : {},
      ],
    },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take: query.limit + 1,
  })
  const { page, nextCursor } = cut(rows, query, ({ startsAt }) => startsAt, filters)
  return {
    data: page.map((row) => ({
      id: row.id,
      reference: row.reference,
      status: row.status,
      startsAt: row.startsAt.toISOString(),
      endsAt: row.endsAt.toISOString(),
      customerId: row.customerId,
      serviceId: row.serviceId,
      providerId: row.providerId,
      locationId: row.locationId,
      updatedAt: row.updatedAt.toISOString(),
    })),
    nextCursor,
  }
}

/** Those in which something has happened, newest activity first; no words of anybody's. */
export async function readConversations(
  tenant: Tenant,
  query: z.infer<typeof ConversationsQuery>,
): Promise<z.infer<typeof ConversationsPage>> {
  const before = query.cursor === undefined ? null : readCursor(query.cursor, 'conversations')
  const rows = await tenant.db.conversation.findMany({
    where: {
      AND: [
        { channels: { isEmpty: false } },
        before
          ? { OR: [{ lastActivityAt: { lt: before.at } }, { lastActivityAt: before.at, id: { lt: before.id } }] }
          : {},
      ],
    },
    orderBy: [{ lastActivityAt: 'desc' }, { id: 'desc' }],
    take: query.limit + 1,
  })
  const { page, nextCursor } = cut(rows, query, ({ lastActivityAt }) => lastActivityAt, 'conversations')
  return {
    data: page.map((row) => ({
      id: row.id,
      channels: row.channels,
      status: row.status,
      outcome: row.outcome,
      summary: row.summary,
      customerId: row.customerId,
      startedAt: row.startedAt.toISOString(),
      lastActivityAt: row.lastActivityAt.toISOString(),
      endedAt: row.endedAt?.toISOString() ?? null,
    })),
    nextCursor,
  }
}
