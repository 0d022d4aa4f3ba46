import type { SpaMembership } from '@ava/protocol/portal/me.ts'
import type { Request, RequestHandler, Response } from 'express'
import type { PortalSession, PortalSessions } from '../../auth/portal-session.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import { HttpError } from '../http-error.ts'

export type Role = SpaMembership['role']

/** What the portal's routes know about who may see what. */
export interface PortalAccess {
  sessions: PortalSessions
  membershipsOf(userId: string): Promise<SpaMembership[]>
  tenant(tenantId: string): Tenant
  /** Notes in the spa's audit log that an agency has entered it; once for each session. */
  enterAsAgency(visit: AgencyVisit): Promise<void>
}

export interface AgencyVisit {
  tenantId: string
  userId: string
  agencyName: string | null
  session: PortalSession
}

/** One signed-in person in one spa that is theirs. */
export interface SpaVisit {
  session: PortalSession
  membership: SpaMembership
  tenant: Tenant
}

/** Who works at a spa; all of them may read its conversations. */
export const everyRole: readonly Role[] = ['owner', 'manager', 'front_desk', 'provider', 'agency']

/** Throws 401 when nobody is signed in. */
export async function requireSession(access: PortalAccess, request: Request): Promise<PortalSession> {
  const session = await access.sessions.of(request.headers)
  if (!session) throw new HttpError(401, 'signed_out', 'Sign in to go on.')
  return session
}

/**
 * The only way a portal route gets a tenant: session → membership → role. Whether a spa does not
 * exist or belongs to others makes no difference to the answer.
 */
export async function requireSpa(
  access: PortalAccess,
  request: Request,
  options: { spa: unknown; roles: readonly Role[] },
): Promise<SpaVisit> {
  const session = await requireSession(access, request)
  const memberships = await access.membershipsOf(session.user.id)
  const membership = memberships.find((candidate) => candidate.tenantId === options.spa)
  if (!membership) throw new HttpError(403, 'not_your_spa', 'You do not have access to this spa.')
  if (!options.roles.includes(membership.role)) {
    throw new HttpError(403, 'role_not_allowed', 'Your role at this spa does not allow this. Ask its owner.')
  }
  if (membership.role === 'agency') {
    const { tenantId, agencyName } = membership
    await access.enterAsAgency({ tenantId, userId: session.user.id, agencyName, session })
  }
  return { session, membership, tenant: access.tenant(membership.tenantId) }
}

/** A route about one spa, named in the `x-ava-spa` header. */
export function spaRoute(
  access: PortalAccess,
  roles: readonly Role[],
  handle: (visit: SpaVisit, request: Request, response: Response) => Promise<void>,
): RequestHandler {
  return async (request, response) => {
    const visit = await requireSpa(access, request, { spa: request.get('x-ava-spa'), roles })
    await handle(visit, request, response)
  }
}
