import { fillWithBlocks, lockResources } from '../../db/blocks.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import { notifyAppointments } from '../../db/notify.ts'
import type { Block, BlockKind } from '../../db/generated/client.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { afterFreed } from '../after-freed.ts'
import { endHolds } from '../holds.ts'
import { raiseForBlocked } from './raise-for-blocked.ts'

/**
 * Time that is to be kept free on a resource. A block never removes an appointment: it takes what
 * nothing else has, and more as that is given up. Holds under it end at once, because a hold is
 * no promise yet. All of these take a transaction; run it in `retryWhenOvertaken`, since somebody may
 * take the time at this very moment.
 */
export interface BlockContext {
  tenantId: string
  enqueue: Enqueue
  now: Date
}

export interface BlockToAdd extends BlockContext {
  resourceId: string
  kind: BlockKind
  startsAt: Date
  endsAt: Date
  reason?: string | null
  /** "user:<id>", "job:<name>" */
  createdBy: string
  /** Of an outside calendar: kind `external` has one, time off has none. */
  externalEventId?: string | null
}

export interface AddedBlock {
  block: Block
  /** Appointments that it lies over. For time off each has a task `rebook` from now on. */
  appointmentIds: string[]
}

/** Blocks a resource from now on: "provider sick" is this, over the rest of the day. */
export async function addBlock(tx: TenantTransaction, request: BlockToAdd): Promise<AddedBlock> {
  const { resourceId, kind, startsAt, endsAt, createdBy } = request
  await lockResources(tx, { resourceIds: [resourceId], mode: 'blocking' })
  const block = await tx.block.create({
    data: {
      resourceId,
      kind,
      startsAt,
      endsAt,
      createdBy,
      reason: request.reason ?? null,
      externalEventId: request.externalEventId ?? null,
    },
  })
  return { block, appointmentIds: await settle(tx, request, block) }
}

/** Moves or renames a block; what it covers no longer comes free. Null when it is not there. */
export async function changeBlock(
  tx: TenantTransaction,
  request: BlockContext & { blockId: string; startsAt: Date; endsAt: Date; reason?: string | null; changedBy: string },
): Promise<AddedBlock | null> {
  const { blockId, startsAt, endsAt } = request
  const before = await lockedBlock(tx, blockId)
  if (!before) return null
  const block = await tx.block.update({
    where: { tenantId_id: { tenantId: request.tenantId, id: blockId } },
    data: { startsAt, endsAt, ...(request.reason === undefined ? {} : { reason: request.reason }) },
  })
  const freed = await giveUp(tx, blockId)
  const appointmentIds = await settle(tx, request, block)
  await afterFreed(tx, { ...request, freed: await asFreed(tx, before.resourceId, freed) })
  return { block, appointmentIds }
}

/** Takes a block away: its time comes free, for other blocks and for those who wait. Not there: nothing happens. */
export async function removeBlock(
  tx: TenantTransaction,
  request: BlockContext & { blockId: string },
): Promise<{ wasThere: boolean }> {
  const block = await lockedBlock(tx, request.blockId)
  if (!block) return { wasThere: false }
  const freed = await giveUp(tx, block.id)
  await tx.block.deleteMany({ where: { id: block.id } })
  await notifyAppointments(tx)
  await afterFreed(tx, { ...request, freed: await asFreed(tx, block.resourceId, freed) })
  return { wasThere: true }
}

/** Lets blocks take what is free under them: what `afterFreed` does, by itself (the drift report mends with it). */
export async function fillBlocks(
  tx: TenantTransaction,
  request: { resourceIds: readonly string[]; from: Date; to: Date },
): Promise<number> {
  await lockResources(tx, { resourceIds: request.resourceIds, mode: 'blocking' })
  return fillWithBlocks(tx, request)
}

async function settle(tx: TenantTransaction, request: BlockContext, block: Block): Promise<string[]> {
  const { resourceId, startsAt: from, endsAt: to } = block
  await endHolds(tx, { ...request, which: { resourceId, from, to }, as: 'released' })
  await fillWithBlocks(tx, { resourceIds: [resourceId], from, to })
  await notifyAppointments(tx)
  return raiseForBlocked(tx, { ...request, block })
}

/** The block, alone ours with its resource until the transaction ends; null when it is not there. */
async function lockedBlock(tx: TenantTransaction, blockId: string): Promise<Block | null> {
  const found = await tx.block.findFirst({ where: { id: blockId }, select: { resourceId: true } })
  if (!found) return null
  await lockResources(tx, { resourceIds: [found.resourceId], mode: 'blocking' })
  return tx.block.findFirst({ where: { id: blockId } })
}

async function giveUp(tx: TenantTransaction, blockId: string): Promise<{ startsAt: Date; endsAt: Date }[]> {
  const occupations = await tx.occupation.findMany({ where: { blockId }, orderBy: { startsAt: 'asc' } })
  await tx.occupation.deleteMany({ where: { blockId } })
  return occupations
}

/** As those who wait ask for it: time of a provider. A room's or a device's is everybody's there. */
async function asFreed(tx: TenantTransaction, resourceId: string, times: readonly { startsAt: Date; endsAt: Date }[]) {
  const { providerId, locationId } = await tx.resource.findFirstOrThrow({ where: { id: resourceId } })
  const providers = providerId
    ? [{ id: providerId }]
    : await tx.provider.findMany({ where: { schedules: { some: { locationId } } }, select: { id: true } })
  return times.flatMap(({ startsAt, endsAt }) =>
    providers.map(({ id }) => ({ providerId: id, locationId, startsAt, endsAt, resourceIds: [resourceId] })),
  )
}
