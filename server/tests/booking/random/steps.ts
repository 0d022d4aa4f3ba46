import { addBlock, changeBlock, removeBlock } from '../../../src/scheduling/blocks/blocks.ts'
import { bookAppointment } from '../../../src/scheduling/book-appointment.ts'
import { bookHeld } from '../../../src/scheduling/booking/book-held.ts'
import { cancelAppointment } from '../../../src/scheduling/cancel-appointment.ts'
import { expireHold } from '../../../src/scheduling/expire-hold.ts'
import { holdFreeSlot } from '../../../src/scheduling/hold-free-slot.ts'
import { holdSlot } from '../../../src/scheduling/hold-slot.ts'
import { HOLD_MS } from '../../../src/scheduling/holds.ts'
import { approveRequest, declineRequest } from '../../../src/scheduling/lifecycle/approve.ts'
import { isSlotTaken, retryWhenOvertaken } from '../../../src/scheduling/occupy.ts'
import { slotOfOffer } from '../../../src/scheduling/offers.ts'
import { rescheduleAppointment } from '../../../src/scheduling/reschedule-appointment.ts'
import { isFreeFor, type Model } from './model.ts'
import type { GridTime, RandomSpa } from './random-spa.ts'
import type { Snapshot, StoredAppointment } from './snapshot.ts'

export const kinds = [
  ...Array<'hold'>(4).fill('hold'),
  ...Array<'book'>(7).fill('book'),
  ...Array<'move'>(4).fill('move'),
  ...Array<'cancel'>(4).fill('cancel'),
  ...(['expire', 'expire', 'wait', 'wait', 'block', 'unblock', 'reblock', 'decline'] as const),
  // Most of these find nothing to decide: they are tried more often, to be done often enough.
  ...Array<'accept'>(4).fill('accept'),
  ...Array<'approve'>(5).fill('approve'),
] as const

export interface RandomStep {
  kind: (typeof kinds)[number]
  who: number
  which: number
  what: number
}

export interface StepContext {
  spa: RandomSpa
  model: Model
  /** As it was before the steps that run together. */
  before: Snapshot
  now: Date
  intent: number
}

/** Whether somebody alone must find a time free; told of each answer that says so or the contrary. */
export type Refused = { time: GridTime; owner: string; moving: string[]; isRefused: boolean } | null

/** Runs one step and learns its answer. Resolves to what was asked for and whether it was refused. */
export async function runStep(context: StepContext, step: RandomStep): Promise<Refused> {
  const { spa, model, before, now } = context
  const { tenant } = spa.desk
  const common = { now, enqueue: spa.enqueue }
  const conversationId = spa.people[step.who]!
  const time = wantedTime(context, step, conversationId)
  const token = spa.tokenOf(time)
  const answer = (isRefused: boolean, owner = conversationId, moving: string[] = []): Refused => {
    model.count(`${step.kind} ${isRefused ? 'refused' : 'done'}`)
    return { time, owner, moving, isRefused }
  }

  switch (step.kind) {
    case 'hold': {
      const held = await holdSlot(tenant, { ...common, conversationId, token })
      if (held.ok) model.holds.set(conversationId, { index: time.index, expiresAt: held.expiresAt.getTime() })
      return answer(!held.ok)
    }
    case 'book': {
      // Half of the time what is held, as it is in life.
      const own = step.what % 2 ? model.holds.get(conversationId) : undefined
      const wanted = own ? spa.grid[own.index]! : time
      const booked = await bookAppointment(tenant, {
        ...spa.desk.booking(conversationId, spa.tokenOf(wanted), { idempotencyKey: `intent ${context.intent}` }),
        conversation: { id: conversationId, channel: 'chat', visitorId: null, now },
        enqueue: spa.enqueue,
      })
      if (booked.ok) {
        model.learn(booked.appointments)
        model.holds.delete(conversationId)
      }
      model.count(`book ${own ? 'held ' : ''}${booked.ok ? 'done' : 'refused'}`)
      return { time: wanted, owner: conversationId, moving: [], isRefused: !booked.ok }
    }
    case 'move': {
      const appointment = pick(ownOpen(before, conversationId), step.what)
      if (!appointment) return null
      const visit = before.appointments.filter(({ visitId }) => visitId !== null && visitId === appointment.visitId)
      const to = spa.grid.filter(
        ({ parts }) => parts[0]!.serviceId === appointment.serviceId && parts.length === Math.max(1, visit.length),
      )
      const target = pick(to, step.which)
      if (!target) return null
      const moved = await rescheduleAppointment(tenant, {
        ...common,
        conversationId,
        appointmentId: appointment.id,
        token: spa.tokenOf(target),
      })
      if (moved.ok) {
        model.learn(moved.appointments)
        if (moved.isNew) model.holds.delete(conversationId)
      }
      model.count(`move ${moved.ok ? 'done' : moved.reason}`)
      if (!moved.ok && moved.reason !== 'slot_taken') return null
      const moving = visit.length > 1 ? visit.map(({ id }) => id) : [appointment.id]
      return moved.ok && !moved.isNew ? null : { time: target, owner: conversationId, moving, isRefused: !moved.ok }
    }
    case 'cancel': {
      const appointment = pick(ownOpen(before, conversationId), step.what)
      if (!appointment) return null
      const cancelled = await cancelAppointment(tenant, {
        ...common,
        conversationId,
        appointmentId: appointment.id,
        reason: null,
      })
      if (cancelled.ok) model.learn(cancelled.appointments)
      model.count(`cancel ${cancelled.ok ? 'done' : 'refused'}`)
      return null
    }
    case 'expire': {
      const hold = pick(before.holds, step.which)
      if (hold) await expireHold(tenant, { ...common, holdId: hold.id })
      model.count('expire done')
      return null
    }
    case 'wait': {
      const waitlistEntryId = spa.entries[step.who]!
      const isHeld = await offerToWaiting(context, { waitlistEntryId, time })
      return answer(!isHeld, waitlistEntryId)
    }
    case 'accept': {
      const hold = before.holds.find(({ owner }) => owner === spa.entries[step.who])
      if (!hold) return null
      const booked = await retryWhenOvertaken(() =>
        tenant.transaction((tx) =>
          bookHeld(tx, {
            ...common,
            tenant,
            holdId: hold.id,
            customerId: spa.customers[step.who]!,
            idempotencyKey: `offer ${hold.id}`,
            actor: 'customer',
          }),
        ),
      ).catch((error: unknown) => {
        if (!isSlotTaken(error)) throw error
        return { ok: false } as const
      })
      if (booked.ok) {
        model.learn(booked.appointments)
        model.holds.delete(hold.owner)
      }
      model.count(`accept ${booked.ok ? 'done' : 'refused'}`)
      return null
    }
    case 'approve':
    case 'decline': {
      const requests = before.appointments.filter(({ status }) => status === 'requested')
      const request = pick(requests, step.which)
      if (!request) return null
      const decide = step.kind === 'approve' ? approveRequest : declineRequest
      const decided = await decide(tenant, { ...common, appointmentId: request.id, actor: 'user:desk' })
      if (decided.ok) model.learn(decided.appointments)
      model.count(`${step.kind} ${decided.ok ? 'done' : decided.reason}`)
      return null
    }
    default:
      await runBlockStep(context, step)
      return null
  }
}

/** Time off, a provider who is ill, a room under repair; changed and taken back again. */
async function runBlockStep({ spa, model, before, now }: StepContext, step: RandomStep): Promise<void> {
  const { tenant } = spa.desk
  const { resources, grid } = spa
  const common = { tenantId: tenant.id, enqueue: spa.enqueue, now }
  const startsAt = new Date(grid[step.which % grid.length]!.parts[0]!.start - (step.what % 3) * 600_000)
  const endsAt = new Date(startsAt.getTime() + (1 + (step.what % 6)) * 30 * 60_000)
  const known = pick(before.blocks, step.which)
  const run = <T>(work: Parameters<typeof tenant.transaction<T>>[0]) =>
    retryWhenOvertaken(() => tenant.transaction(work))
  if (step.kind === 'block' && before.blocks.length < 8) {
    const resourceId = resources[step.what % resources.length]!.id
    const block = { ...common, resourceId, kind: 'time_off' as const, startsAt, endsAt, createdBy: 'user:desk' }
    const added = await run((tx) => addBlock(tx, block))
    model.blocks.set(added.block.id, { resourceId, start: startsAt.getTime(), end: endsAt.getTime() })
  } else if (step.kind === 'reblock' && known) {
    const changed = await run((tx) =>
      changeBlock(tx, { ...common, blockId: known.id, startsAt, endsAt, changedBy: 'user:desk' }),
    )
    if (changed) {
      const { resourceId } = changed.block
      model.blocks.set(known.id, { resourceId, start: startsAt.getTime(), end: endsAt.getTime() })
    }
  } else if (step.kind === 'unblock' && known) {
    const removed = await run((tx) => removeBlock(tx, { ...common, blockId: known.id }))
    if (removed.wasThere) model.blocks.delete(known.id)
  } else return
  model.count(`${step.kind} done`)
}

async function offerToWaiting(
  { spa, model, now }: StepContext,
  { waitlistEntryId, time }: { waitlistEntryId: string; time: GridTime },
): Promise<boolean> {
  const { tenant } = spa.desk
  const expiresAt = new Date(now.getTime() + HOLD_MS)
  try {
    const isHeld = await retryWhenOvertaken(() =>
      tenant.transaction(async (tx) => {
        const owner = { waitlistEntryId }
        const visit = await slotOfOffer(tx, { offer: spa.offerOf(time), owner, now })
        if (!visit) return false
        await holdFreeSlot(tx, { tenantId: tenant.id, owner, visit, now, expiresAt, enqueue: spa.enqueue })
        return true
      }),
    )
    if (isHeld) model.holds.set(waitlistEntryId, { index: time.index, expiresAt: expiresAt.getTime() })
    return isHeld
  } catch (error) {
    if (!isSlotTaken(error)) throw error
    return false
  }
}

/** People ask for what they were told is free, so mostly it is; now and then it is not, or not any more. */
function wantedTime({ spa, before, now }: StepContext, step: RandomStep, conversationId: string): GridTime {
  // Some want what asks for approval: requests are taken back and declined as well, and some have to be left to approve.
  const { microneedlingId } = spa.desk.spa
  const wantsApproval = step.kind === 'book' && step.what % 4 === 0
  const grid = wantsApproval ? spa.grid.filter(({ parts }) => parts[0]!.serviceId === microneedlingId) : spa.grid
  const times = Array.from({ length: 8 }, (_, turn) => grid[(step.which + turn * 37) % grid.length]!)
  const who = { owner: conversationId, now: now.getTime(), moving: [] }
  const free = step.what % 10 < 9 ? times.find((time) => isFreeFor(spa, before, time, who)) : undefined
  return free ?? times[0]!
}

function ownOpen({ appointments }: Snapshot, conversationId: string): StoredAppointment[] {
  return appointments.filter(
    (one) => one.conversationId === conversationId && ['booked', 'requested'].includes(one.status),
  )
}

function pick<T>(list: readonly T[], index: number): T | undefined {
  return list.length === 0 ? undefined : list[index % list.length]
}
