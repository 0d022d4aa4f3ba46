import { HttpError } from '../http-error.ts'
import type { Role, SpaVisit } from './access.ts'
import { notFound } from './row-id.ts'

/** No row has it: whoever is a provider of nobody's calendar sees an empty one. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Whose calendar alone somebody sees: a provider's own. Null: everybody's. */
export function ownProviderId({ membership }: Pick<SpaVisit, 'membership'>): string | null {
  return membership.role === 'provider' ? (membership.providerId ?? NOBODY) : null
}

/** Throws 404 when a provider asks for a visit to somebody else: to them it is not there. */
export async function requireOwnAppointment(visit: SpaVisit, appointmentId: string): Promise<void> {
  const providerId = ownProviderId(visit)
  if (providerId === null) return
  const own = await visit.tenant.db.appointment.count({ where: { id: appointmentId, providerId } })
  if (own === 0) throw notFound('appointment')
}

/** Throws 404 when a provider asks for somebody who has no visit with them. */
export async function requireOwnClient(visit: SpaVisit, customerId: string): Promise<void> {
  const providerId = ownProviderId(visit)
  if (providerId === null) return
  const own = await visit.tenant.db.appointment.count({ where: { customerId, providerId } })
  if (own === 0) throw notFound('customer')
}

/** Throws 404 when a provider asks for a task that is not about a visit with them. */
export async function requireOwnTask(visit: SpaVisit, taskId: string): Promise<void> {
  const providerId = ownProviderId(visit)
  if (providerId === null) return
  const task = await visit.tenant.db.task.findFirst({ where: { id: taskId }, select: { appointmentId: true } })
  if (!task?.appointmentId) throw notFound('task')
  const own = await visit.tenant.db.appointment.count({ where: { id: task.appointmentId, providerId } })
  if (own === 0) throw notFound('task')
}

/** What a provider does with their own visits: whether they take place, and who is there. The rest has to do with money. */
const ofProviders: readonly string[] = ['approve', 'decline', 'check_in', 'late', 'complete']

export function mayAct(role: Role, action: string): boolean {
  return role !== 'provider' || ofProviders.includes(action)
}

/** Throws 403 when somebody of this role leaves that to the desk. */
export function requireMayAct(role: Role, action: string): void {
  if (mayAct(role, action)) return
  throw new HttpError(403, 'role_not_allowed', 'The front desk does this. Ask a colleague there.')
}
