import type { MembershipRole } from '../../db/generated/enums.ts'

const rank: Record<MembershipRole, number> = { owner: 4, manager: 3, agency: 2, front_desk: 1, provider: 0 }

/**
 * The roles that somebody may give and take. Nobody gives more than they have, and an agency brings
 * in no further agencies: which look after the spa is for its owner and managers to choose.
 */
export function grantableBy(role: MembershipRole): MembershipRole[] {
  if (role !== 'owner' && role !== 'manager' && role !== 'agency') return []
  const all = Object.keys(rank) as MembershipRole[]
  return all.filter((other) => (role === 'agency' ? rank[other] < rank.agency : rank[other] <= rank[role]))
}

/** Whether somebody may change or remove a member of this role. */
export function mayManage(role: MembershipRole, member: MembershipRole): boolean {
  return grantableBy(role).includes(member)
}
