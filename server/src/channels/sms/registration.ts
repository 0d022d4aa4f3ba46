import type { Tenant } from '../../db/for-tenant.ts'
import type { RegistrationState } from '../../db/generated/client.ts'
import { notifyDesk } from '../../db/notify.ts'
import { releaseHeld } from '../../messages/release-held.ts'
import type { Enqueue } from '../../queue/enqueue.ts'

export type SetRegistrationResult =
  | {
      ok: true
      /** Messages that waited for it and go out now. */
      released: number
    }
  | { ok: false; reason: 'not_found' }

/**
 * Where a number stands with the carriers (10DLC). Before it is live nothing goes out from it, and what is
 * to go out waits; the moment that it is, that goes. Not live any more holds from then on. Whoever runs Ava
 * registers the spas' brands and campaigns, and says so by `npm run sms:number`; no spa can say it of itself.
 */
export async function setRegistration(
  tenant: Tenant,
  request: { number: string; state: RegistrationState; actor: string; enqueue: Enqueue; now: Date },
): Promise<SetRegistrationResult> {
  const { number, state, actor, enqueue, now } = request
  return tenant.transaction(async (tx): Promise<SetRegistrationResult> => {
    const own = await tx.channelAddress.findFirst({ where: { channel: 'sms', value: number } })
    if (!own) return { ok: false, reason: 'not_found' }
    if (own.registration === state) return { ok: true, released: 0 }
    await tx.channelAddress.updateMany({ where: { id: own.id }, data: { registration: state } })
    await tx.auditEntry.create({
      data: {
        at: now,
        actor,
        action: 'number.registration',
        subjectType: 'channel_address',
        subjectId: own.id,
        data: { number, from: own.registration, to: state },
      },
    })
    await notifyDesk(tx)
    const released = state === 'live' ? await releaseHeld(tx, { tenantId: tenant.id, enqueue }) : 0
    return { ok: true, released }
  })
}
