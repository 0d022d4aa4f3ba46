import type { Role } from './access.ts'

// An agency works as a manager in the spas that chose it; only what a licence or the owner is needed for is not its.

/** Who sees the days and what happens on them. A provider sees their own. */
export const calendarRoles: readonly Role[] = ['owner', 'manager', 'front_desk', 'provider', 'agency']

/** Who runs the front desk: the inbox, everybody's calendar, customers, tasks. */
export const deskRoles: readonly Role[] = ['owner', 'manager', 'front_desk', 'agency']

/** Who may read medical answers and sign them off: not an agency, which treats nobody. */
export const clinicalRoles: readonly Role[] = ['owner', 'manager', 'provider']

/** Who sets the spa up. */
export const managingRoles: readonly Role[] = ['owner', 'manager', 'agency']

/** Whether amounts of money are shown to somebody of this role. */
export function seesMoney(role: Role): boolean {
  return role !== 'provider'
}
