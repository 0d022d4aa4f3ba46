import type { Prisma } from '../db/generated/client.ts'

/** What every answer about an appointment needs, in one read. */
export const appointmentDetails = {
  service: { include: { policy: true } },
  provider: { select: { displayName: true } },
  location: { select: { name: true, address: true, timeZone: true, phone: true, directions: true } },
  customer: { include: { identities: { orderBy: { createdAt: 'asc' } } } },
} satisfies Prisma.AppointmentInclude

export type AppointmentDetails = Prisma.AppointmentGetPayload<{ include: typeof appointmentDetails }>
