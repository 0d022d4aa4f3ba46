import { z } from 'zod'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { newId } from '../../db/new-id.ts'
import { notifyAppointments } from '../../db/notify.ts'
import { currentCustomerId } from '../current-customer.ts'

const about = 'customer_allergies.sealed'
const Sealed = z.object({ substance: z.string(), reaction: z.string().nullable() })

/** What somebody must not be given or touched with. */
export interface Allergy {
  id: string
  substance: string
  reaction: string | null
  /** "user:<id>" */
  recordedBy: string
  recordedAt: Date
  endedAt: Date | null
}

/** Those that hold, newest first; with `withEnded` also those that were taken back. */
export async function readAllergies(
  tx: TenantTransaction,
  { secrets, customerId, withEnded = false }: { secrets: Tenant['secrets']; customerId: string; withEnded?: boolean },
): Promise<Allergy[]> {
  const rows = await tx.customerAllergy.findMany({
    where: { customerId, ...(withEnded ? {} : { endedAt: null }) },
    orderBy: [{ recordedAt: 'desc' }, { id: 'desc' }],
  })
  const allergies: Allergy[] = []
  for (const { id, sealed, recordedBy, recordedAt, endedAt } of rows) {
    const said = Sealed.parse(JSON.parse(await secrets.open(tx, { about, rowId: id, sealed })))
    allergies.push({ id, ...said, recordedBy, recordedAt, endedAt })
  }
  return allergies
}

/** Writes one down, sealed. Null when the spa has no such customer. The log says that, and not what. */
export async function recordAllergy(
  tenant: Tenant,
  request: { customerId: string; substance: string; reaction: string | null; actor: string; now: Date },
): Promise<{ id: string } | null> {
  const { substance, reaction, actor, now } = request
  return tenant.transaction(async (tx) => {
    const customerId = await currentCustomerId(tx, request.customerId)
    if (customerId === null) return null
    const id = newId()
    const sealed = await tenant.secrets.seal(tx, { about, rowId: id, text: JSON.stringify({ substance, reaction }) })
    await tx.customerAllergy.create({ data: { id, customerId, sealed, recordedBy: actor, recordedAt: now } })
    await tx.auditEntry.create({
      data: { actor, action: 'allergy.recorded', subjectType: 'customer', subjectId: customerId, data: { id } },
    })
    await notifyAppointments(tx)
    return { id }
  })
}

/** Takes one back, or (`isEnded: false`) lets it hold again. False when there is no such one of this customer's. */
export async function endAllergy(
  tenant: Tenant,
  request: { id: string; customerId: string; isEnded: boolean; actor: string; now: Date },
): Promise<boolean> {
  const { id, customerId, isEnded, actor, now } = request
  return tenant.transaction(async (tx) => {
    const data = isEnded ? { endedAt: now, endedBy: actor } : { endedAt: null, endedBy: null }
    const { count } = await tx.customerAllergy.updateMany({ where: { id, customerId }, data })
    if (count === 0) return false
    const action = isEnded ? 'allergy.ended' : 'allergy.restored'
    await tx.auditEntry.create({
      data: { actor, action, subjectType: 'customer', subjectId: customerId, data: { id } },
    })
    await notifyAppointments(tx)
    return true
  })
}
