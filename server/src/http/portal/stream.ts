import type { StreamEvent } from '@ava/protocol/portal-stream.ts'
import type { RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { HttpError } from '../http-error.ts'
import { everyRole, requireSpa, type PortalAccess, type SpaVisit } from './access.ts'

const HEARTBEAT_MS = 20_000
const MAX_PER_PERSON = 12
/** A reader this far behind is let go. */
const MAX_BUFFERED_BYTES = 64 * 1024

export interface StreamDependencies {
  access: PortalAccess
  logger: Logger
  /** Calls `listener` with what changes in one spa; answers how to stop. Sends `resync` itself when changes may have been missed. */
  watchTenant: (tenantId: string, listener: (event: StreamEvent) => void) => () => void
  /** Aborted when the process goes down. */
  draining: AbortSignal
}

/** `GET /api/portal/stream?spa=<id>`: what changes, as it changes, for as long as the session stands. */
export function streamRoute(deps: StreamDependencies): RequestHandler {
  const open = new Map<string, number>()
  return async (request, response) => {
    // EventSource cannot send headers: the spa is named in the address here.
    const visit = await requireSpa(deps.access, request, { spa: request.query['spa'], roles: everyRole })
    const userId = visit.session.user.id
    const count = open.get(userId) ?? 0
    if (count >= MAX_PER_PERSON)
      throw new HttpError(429, 'too_many_requests', 'The portal is open in too many tabs. Close some.')
    open.set(userId, count + 1)

    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    })
    response.flushHeaders()
    response.write('retry: 2000\n\n')
    // The browser comes back by itself after a break, and cannot know what it missed.
    if (request.get('last-event-id') !== undefined) write(response, { type: 'resync' })

    const stop = deps.watchTenant(visit.tenant.id, (event) => write(response, event))
    const close = () => response.end()
    const heartbeat = setInterval(() => {
      mayStay(deps.access, visit).then(
        (isAllowed) => (isAllowed ? response.write(':\n\n') : close()),
        // The database is away: the session may still stand, and nothing is told meanwhile.
        (error: unknown) => deps.logger.warn({ err: error }, 'session of a stream could not be checked'),
      )
    }, HEARTBEAT_MS)
    deps.draining.addEventListener('abort', close, { once: true })
    response.once('close', () => {
      clearInterval(heartbeat)
      stop()
      deps.draining.removeEventListener('abort', close)
      const left = (open.get(userId) ?? 1) - 1
      if (left === 0) open.delete(userId)
      else open.set(userId, left)
    })
  }
}

/** Signed out, idle too long, or no longer of this spa: the stream ends as the pages do. */
async function mayStay(access: PortalAccess, { session, membership }: SpaVisit): Promise<boolean> {
  const [isAlive, memberships] = await Promise.all([
    access.sessions.isAlive(session.id),
    access.membershipsOf(session.user.id),
  ])
  return isAlive && memberships.some(({ tenantId }) => tenantId === membership.tenantId)
}

function write(response: Response, event: StreamEvent): void {
  const isBehind = response.writableLength > MAX_BUFFERED_BYTES
  // It comes back, and then asks for everything anew.
  if (isBehind) response.destroy()
  else response.write(`id: ${Date.now()}\ndata: ${JSON.stringify(event)}\n\n`)
}
