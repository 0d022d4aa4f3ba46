import type { IncomingHttpHeaders } from 'node:http'
import { fromNodeHeaders } from 'better-auth/node'
import type { PrismaClient } from '../db/client.ts'
import type { Auth } from './auth.ts'

/** A session in which nothing was asked for this long has been left behind. */
export const SESSION_IDLE_MS = 30 * 60_000
/** Noted at most this often, so that reading does not become writing. */
const TOUCH_EVERY_MS = 60_000

export interface PortalSession {
  id: string
  createdAt: Date
  expiresAt: Date
  user: { id: string; name: string; email: string }
}

export interface PortalSessions {
  /** Who asks, or null when nobody is signed in (any more). Counts as activity. */
  of(headers: IncomingHttpHeaders): Promise<PortalSession | null>
  /** Whether a session still stands; does not count as activity. */
  isAlive(sessionId: string): Promise<boolean>
}

export function createPortalSessions(deps: { auth: Auth; database: PrismaClient; clock: () => Date }): PortalSessions {
  const { auth, database, clock } = deps
  return {
    async of(headers) {
      const found = await auth.api.getSession({ headers: fromNodeHeaders(headers) })
      if (!found) return null
      const { session, user } = found
      const idleMs = clock().getTime() - new Date(session.updatedAt).getTime()
      if (idleMs > SESSION_IDLE_MS) {
        await database.session.deleteMany({ where: { id: session.id } })
        return null
      }
      if (idleMs > TOUCH_EVERY_MS)
        await database.session.updateMany({ where: { id: session.id }, data: { updatedAt: clock() } })
      return {
        id: session.id,
        createdAt: new Date(session.createdAt),
        expiresAt: new Date(session.expiresAt),
        user: { id: user.id, name: user.name, email: user.email },
      }
    },
    async isAlive(sessionId) {
      const row = await database.session.findUnique({
        where: { id: sessionId },
        select: { expiresAt: true, updatedAt: true },
      })
      if (!row) return false
      const now = clock().getTime()
      return row.expiresAt.getTime() > now && now - row.updatedAt.getTime() <= SESSION_IDLE_MS
    },
  }
}
