import { createHash } from 'node:crypto'
import type { Tenant } from '../db/for-tenant.ts'

/**
 * Notes that an agency has entered the spa: once for each session, however many requests it makes and
 * however many processes answer them, because the entry's id is made of the two.
 */
export async function recordAgencyVisit(
  tenant: Tenant,
  visit: { userId: string; agencyName: string | null; session: { id: string; createdAt: Date } },
): Promise<void> {
  const { userId, agencyName, session } = visit
  const membership = await tenant.db.membership.findFirst({ where: { userId }, select: { id: true } })
  // Left the spa between two questions.
  if (!membership) return
  await tenant.db.auditEntry.createMany({
    data: [
      {
        id: visitId(tenant.id, session),
        actor: `user:${userId}`,
        action: 'agency.entered',
        subjectType: 'membership',
        subjectId: membership.id,
        data: { agencyName },
      },
    ],
    skipDuplicates: true,
  })
}

/** A uuid v7 of the moment of sign-in, the same each time. */
function visitId(tenantId: string, { id, createdAt }: { id: string; createdAt: Date }): string {
  const bytes = createHash('sha256').update(`${tenantId}:${id}`).digest().subarray(0, 16)
  bytes.writeUIntBE(createdAt.getTime(), 0, 6)
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
