import { InvitationRequest, MemberChange } from '@ava/protocol/portal/team.ts'
import express, { type Request, type Response, type Router } from 'express'
import type { AccountMail } from '../../../auth/account-mail.ts'
import { localeOf } from '../../../auth/request-locale.ts'
import type { SharedLimit } from '../../../db/shared-limit.ts'
import { invite, inviteAgain, revokeInvitation, type SendInvitation } from '../../../tenants/team/invitations.ts'
import { changeMember, removeMember, type Acting, type TeamOutcome } from '../../../tenants/team/members.ts'
import { readTeam } from '../../../tenants/team/read-team.ts'
import { HttpError } from '../../http-error.ts'
import { everyRole, spaRoute, type PortalAccess, type SpaVisit } from '../access.ts'
import { rowId } from '../row-id.ts'
import { managingRoles } from '../staff-roles.ts'
import { refused } from './refuse.ts'

export interface TeamRouteDependencies {
  access: PortalAccess
  accountMail: AccountMail
  /** How many invitations one spa may send in an hour. */
  newInvitations: SharedLimit
  clock: () => Date
}

/** Who works at the spa. Changes answer with the team as it then is. */
export function addTeamRoutes(router: Router, deps: TeamRouteDependencies): void {
  const { access, clock } = deps
  const json = express.json({ limit: '8kb' })

  router.get(
    '/team',
    spaRoute(access, managingRoles, (visit, _request, response) => answer(visit, response)),
  )

  router.post(
    '/team/members/:id',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const membershipId = rowId(request.params['id'], 'member')
      const { was, ...wanted } = MemberChange.parse(request.body)
      expectDone(await changeMember(visit.tenant, { by: acting(visit), membershipId, was, wanted }), 'member')
      await answer(visit, response)
    }),
  )

  // Anybody may leave; whom they may remove depends on the roles.
  router.delete(
    '/team/members/:id',
    spaRoute(access, everyRole, async (visit, request, response) => {
      const membershipId = rowId(request.params['id'], 'member')
      expectDone(await removeMember(visit.tenant, { by: acting(visit), membershipId, now: clock() }), 'member')
      response.json({ ok: true })
    }),
  )

  router.post(
    '/team/invitations',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const { email, ...wanted } = InvitationRequest.parse(request.body)
      await count(visit)
      const send = sending(request)
      expectDone(await invite(visit.tenant, { by: acting(visit), email, wanted, now: clock(), send }), 'invitation')
      await answer(visit, response)
    }),
  )

  router.post(
    '/team/invitations/:id/again',
    json,
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const invitationId = rowId(request.params['id'], 'invitation')
      await count(visit)
      const send = sending(request)
      const outcome = await inviteAgain(visit.tenant, { by: acting(visit), invitationId, now: clock(), send })
      expectDone(outcome, 'invitation')
      await answer(visit, response)
    }),
  )

  router.delete(
    '/team/invitations/:id',
    spaRoute(access, managingRoles, async (visit, request, response) => {
      const invitationId = rowId(request.params['id'], 'invitation')
      expectDone(await revokeInvitation(visit.tenant, { by: acting(visit), invitationId }), 'invitation')
      await answer(visit, response)
    }),
  )

  async function answer(visit: SpaVisit, response: Response): Promise<void> {
    response.json(await readTeam(visit.tenant, { by: acting(visit), now: clock() }))
  }

  async function count({ tenant }: SpaVisit): Promise<void> {
    const permission = await deps.newInvitations.take(tenant.id)
    if (permission.ok) return
    throw new HttpError(429, 'too_many_requests', 'These are many invitations for one hour. Go on a little later.', {
      retryAfterSeconds: Math.ceil(permission.retryAfterMs / 1000),
    })
  }

  function sending(request: Request): SendInvitation {
    return (tx, mail) => deps.accountMail.invite(tx, { ...mail, locale: localeOf(request) })
  }
}

function acting({ session, membership }: SpaVisit): Acting {
  return { userId: session.user.id, role: membership.role }
}

function expectDone(outcome: TeamOutcome, what: string): void {
  if (!outcome.ok) throw refused(outcome.reason, what)
}
