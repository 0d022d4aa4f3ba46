import type { Role } from './access.ts'

/** Who works at the spa itself: they decide about its days and its tasks. */
export const staffRoles: readonly Role[] = ['owner', 'manager', 'front_desk', 'provider']

/** Who may read medical answers and sign them off. */
export const clinicalRoles: readonly Role[] = ['owner', 'manager', 'provider']

/** Who connects what belongs to the whole spa. */
export const managingRoles: readonly Role[] = ['owner', 'manager']
