import type { TeamRefusal } from '../../../tenants/team/members.ts'
import { HttpError } from '../../http-error.ts'
import { notFound } from '../row-id.ts'

const words: Record<Exclude<TeamRefusal, 'not_found'>, [message: string, field?: string]> = {
  above_you: ['Your own role does not let you give or change this role. Ask the spa’s owner.', 'role'],
  last_owner: ['A spa needs an owner. Make somebody else one first.', 'role'],
  stale: ['Somebody has just changed this role. Look at it as it is now, and try again.'],
  provider_needed: ['Choose whose calendar is theirs.', 'providerId'],
  provider_taken: ['This calendar belongs to somebody else on the team.', 'providerId'],
  unknown_provider: ['There is no such provider any more. Choose another.', 'providerId'],
  already_member: ['This person is on the team already.', 'email'],
}

export function refused(reason: TeamRefusal, what: string): HttpError {
  if (reason === 'not_found') return notFound(what)
  const [message, field] = words[reason]
  const status = reason === 'above_you' ? 403 : 409
  return new HttpError(status, reason, message, field === undefined ? {} : { fields: { [field]: message } })
}
