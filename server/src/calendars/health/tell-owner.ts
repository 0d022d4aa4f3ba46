import type { CalendarErrorKind } from '../../adapters/calendar/calendar.ts'
import { queueMessage } from '../../messages/queue-message.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { CalendarConnection } from '../../db/generated/client.ts'
import type { CalendarDependencies } from '../dependencies.ts'
import { whyInWords } from './words.ts'

const AGAIN_AFTER_MS = 86_400_000

/** One email to each owner, however often it fails: another one after a day at the earliest. */
export async function tellOwner(
  tx: TenantTransaction,
  deps: CalendarDependencies,
  request: { tenant: Tenant; connection: CalendarConnection; providers: string[]; kind: CalendarErrorKind; now: Date },
): Promise<void> {
  const { tenant, connection, providers, kind, now } = request
  const { count } = await tx.calendarConnection.updateMany({
    where: {
      id: connection.id,
      OR: [{ ownerToldAt: null }, { ownerToldAt: { lte: new Date(now.getTime() - AGAIN_AFTER_MS) } }],
    },
    data: { ownerToldAt: now },
  })
  if (count === 0) return
  const spa = await tx.tenant.findFirstOrThrow({ select: { name: true } })
  const owners = await tx.membership.findMany({ where: { role: 'owner', endedAt: null }, include: { user: true } })
  for (const { user } of owners) {
    await queueMessage(tx, deps.enqueue, {
      tenantId: tenant.id,
      channel: 'email',
      to: user.email,
      purpose: 'calendar_broken',
      kind: 'notice',
      subject: `${spa.name}: a calendar does not work, and its times are not offered`,
      text: [
        `Hello ${user.name},`,
        `Ava cannot use the calendar account ${connection.account} of ${spa.name}. ${whyInWords(kind)}`,
        `Until it works again she offers no times of: ${providers.join(', ')}. What is booked stays booked.`,
        `${deps.publicBaseUrl}/calendars`,
      ].join('\n\n'),
    })
  }
}
