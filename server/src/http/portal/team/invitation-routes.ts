import { InvitationAccept, InvitationJoin, InvitationLook, type InvitationShown } from '@ava/protocol/portal/team.ts'
import express, { type Request, type Router } from 'express'
import type { AccountStore } from '../../../auth/account-store.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import type { SharedLimit } from '../../../db/shared-limit.ts'
import { acceptInvitation, invitationHash } from '../../../tenants/team/invitations.ts'
import { HttpError } from '../../http-error.ts'
import { requireSession, type PortalAccess } from '../access.ts'
import { refused } from './refuse.ts'

export interface InvitationRouteDependencies {
  access: PortalAccess
  accounts: AccountStore
  /** How often one address may try links. */
  tries: SharedLimit
  addressOf: (request: Request) => string
  findInvitation: (tokenHash: string) => Promise<{ tenantId: string } | null>
  clock: () => Date
}

/** For whoever holds the link of an invitation, which is no member yet, and may have no account. */
export function addInvitationRoutes(router: Router, deps: InvitationRouteDependencies): void {
  const { access, accounts, clock } = deps
  const json = express.json({ limit: '4kb' })

  router.post('/invitation/look', json, async (request, response) => {
    const { token } = InvitationLook.parse(request.body)
    const { invitation } = await open(request, token)
    const shown: InvitationShown = {
      spa: invitation.tenant.name,
      email: invitation.email,
      role: invitation.role,
      inviter: (await accounts.nameOf(invitation.invitedBy)) ?? invitation.tenant.name,
      hasAccount: await accounts.isRegistered(invitation.email),
    }
    response.json(shown)
  })

  router.post('/invitation/accept', json, async (request, response) => {
    const { user } = await requireSession(access, request)
    const { token } = InvitationAccept.parse(request.body)
    const { tenant, invitation } = await open(request, token)
    if (user.email !== invitation.email)
      throw new HttpError(
        403,
        'other_address',
        `This invitation is for ${invitation.email}, and you are signed in as ${user.email}. Sign in under the address that was invited.`,
      )
    await accept(tenant, { userId: user.id, token })
    response.json({ tenantId: tenant.id, email: invitation.email })
  })

  router.post('/invitation/join', json, async (request, response) => {
    const { token, name, password } = InvitationJoin.parse(request.body)
    const { tenant, invitation } = await open(request, token)
    const { email } = invitation
    const made = await accounts.create({ email, name, password })
    if (!made) throw new HttpError(409, 'has_account', 'This address has an account already. Sign in, and accept then.')
    await accept(tenant, { userId: made.userId, token })
    response.status(201).json({ tenantId: tenant.id, email })
  })

  async function open(request: Request, token: string) {
    const permission = await deps.tries.take(deps.addressOf(request))
    if (!permission.ok)
      throw new HttpError(429, 'too_many_requests', 'Too many attempts. Try again in a few minutes.', {
        retryAfterSeconds: Math.ceil(permission.retryAfterMs / 1000),
      })
    const tokenHash = invitationHash(token)
    const found = await deps.findInvitation(tokenHash)
    const tenant = found && access.tenant(found.tenantId)
    const invitation = await tenant?.db.invitation.findFirst({
      where: { tokenHash, expiresAt: { gt: clock() } },
      include: { tenant: { select: { name: true } } },
    })
    if (!tenant || !invitation) throw gone()
    return { tenant, invitation }
  }

  async function accept(tenant: Tenant, { userId, token }: { userId: string; token: string }): Promise<void> {
    const outcome = await acceptInvitation(tenant, { userId, tokenHash: invitationHash(token), now: clock() })
    if (outcome.ok) return
    throw outcome.reason === 'not_found' ? gone() : refused(outcome.reason, 'invitation')
  }
}

function gone(): HttpError {
  return new HttpError(
    404,
    'invitation_gone',
    'This invitation has expired, was taken back, or was accepted already. Ask the spa for a new one.',
  )
}
