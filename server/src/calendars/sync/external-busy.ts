import type { TimeSpan } from '../../adapters/calendar/calendar.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { Calendar, ExternalEvent } from '../../db/generated/client.ts'
import { newId } from '../../db/new-id.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { addBlock, changeBlock, removeBlock } from '../../scheduling/blocks/blocks.ts'
import { isSameTime } from '../mirror/next-step.ts'

const ACTOR = 'job:sync-calendar'

export interface ExternalContext {
  tenantId: string
  enqueue: Enqueue
  now: Date
  calendar: Pick<Calendar, 'id' | 'providerId'>
}

export type KnownEvent = ExternalEvent & { block: { id: string } | null }

/** Somebody is busy elsewhere: their time is kept free here. Of the event only its time is kept. */
export async function keepExternalBusy(
  tx: TenantTransaction,
  request: ExternalContext & { eventId: string; before: KnownEvent | null; time: TimeSpan },
): Promise<void> {
  const { calendar, eventId, before, time } = request
  const { startsAt, endsAt } = time
  if (before?.block && isSameTime(before, time)) return
  if (before?.block) {
    await tx.externalEvent.updateMany({ where: { id: before.id }, data: { startsAt, endsAt } })
    await changeBlock(tx, { ...request, blockId: before.block.id, startsAt, endsAt, changedBy: ACTOR })
    return
  }
  const resource = await tx.resource.findFirst({ where: { providerId: calendar.providerId }, select: { id: true } })
  // A provider without a place in the book has no time that could be taken.
  if (!resource) return
  const id = before?.id ?? newId()
  if (before) await tx.externalEvent.updateMany({ where: { id }, data: { startsAt, endsAt } })
  else await tx.externalEvent.create({ data: { id, calendarId: calendar.id, eventId, startsAt, endsAt } })
  await addBlock(tx, {
    ...request,
    resourceId: resource.id,
    kind: 'external',
    startsAt,
    endsAt,
    createdBy: ACTOR,
    externalEventId: id,
  })
}

/** The event is gone, or keeps nobody busy any more. What has passed is only forgotten: nobody waits for it. */
export async function freeExternal(
  tx: TenantTransaction,
  request: ExternalContext & { before: KnownEvent },
): Promise<void> {
  const { before, now } = request
  if (before.block && before.endsAt > now) await removeBlock(tx, { ...request, blockId: before.block.id })
  await tx.externalEvent.deleteMany({ where: { id: before.id } })
}
