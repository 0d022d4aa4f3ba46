import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { CloseCode, MAX_TEXT_FRAME_BYTES, SUBPROTOCOL } from '@ava/protocol/widget-socket.ts'
import { WebSocketServer, type WebSocket } from 'ws'
import type { ActiveConversation } from '../conversation/active-conversation.ts'
import type { ConversationFeed } from '../conversation/change-feed.ts'
import type { Tenant } from '../db/for-tenant.ts'
import { watchEviction } from './widget-eviction.ts'
import { WidgetConnection, type ConnectionDependencies } from './widget-socket-connection.ts'
import { ConnectionCounts } from './widget-socket-counts.ts'
import { offeredToken, refuseUpgrade } from './widget-socket-handshake.ts'
import { parseToken, redeemToken } from './widget-socket-token.ts'

export const LIVE_PATH = '/live'

export interface WidgetSocketDependencies extends ConnectionDependencies {
  clock: () => Date
  findTenant(siteKey: string): Promise<Tenant | null>
  /** Tells of changes of a conversation, whoever made them. */
  changes: Pick<ConversationFeed, 'watch'>
  openConversation(options: { tenant: Tenant; conversationId: string }): Promise<ActiveConversation>
  addressOf(request: IncomingMessage): string
  limits: { socketsPerIp: number; socketsPerTenant: number }
  pingEveryMs: number
}

export interface WidgetSockets {
  /** Takes over the upgrades of `server`: there are no others. */
  attach(server: Server): void
  openCount: () => number
  callCount: () => number
  /** Takes no new sockets, ends the calls, waits for what runs, and tells every client to come back in a moment. */
  drain(): Promise<void>
}

/** `/live`: one socket for chat and voice. The only place that makes widget connections. */
export function createWidgetSockets(deps: WidgetSocketDependencies): WidgetSockets {
  const { logger } = deps
  const server = new WebSocketServer({
    noServer: true,
    // Larger frames are refused by ws (1009) before they are read into memory.
    maxPayload: MAX_TEXT_FRAME_BYTES,
    // Audio does not compress, and a compressor per socket costs more memory than the socket.
    perMessageDeflate: false,
    handleProtocols: () => SUBPROTOCOL,
    clientTracking: false,
  })
  const connections = new Map<string, WidgetConnection>()
  const openings = new Map<string, Promise<unknown>>()
  const counts = new ConnectionCounts(deps.limits)
  let isDraining = false

  const pings = setInterval(() => connections.forEach((connection) => connection.ping()), deps.pingEveryMs)
  const backlogs = setInterval(() => {
    const now = performance.now()
    for (const connection of connections.values()) connection.checkBacklog(now)
  }, 1_000)
  pings.unref()
  backlogs.unref()

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const token = offeredToken(request)
    if (token === null) return refuseUpgrade(socket, 400)
    if (isDraining) return refuseUpgrade(socket, 503, { 'Retry-After': '2' })
    const address = deps.addressOf(request)
    if (!counts.addAddress(address, socket)) return refuseUpgrade(socket, 429, { 'Retry-After': '10' })

    const granted = await redeem(token, request)
    if (!granted) return accept(request, socket, head, (ws) => ws.close(CloseCode.unauthorized, 'Ask for a new token'))
    const { tenant, conversationId } = granted
    if (!counts.addTenant(tenant.id, socket)) {
      return accept(request, socket, head, (ws) =>
        ws.close(CloseCode.rateLimited, 'Too many conversations at this spa'),
      )
    }
    // One after the other for one conversation: two tabs must not both be the newest.
    await inTurn(openings, conversationId, async () => {
      await connections.get(conversationId)?.close(CloseCode.replaced, 'Opened elsewhere')
      const conversation = await deps.openConversation({ tenant, conversationId })
      accept(request, socket, head, (ws) => register(ws, { tenant, conversation }))
    })
  }

  async function redeem(token: string, request: IncomingMessage) {
    const parsed = parseToken(token)
    const origin = request.headers.origin
    if (!parsed || origin === undefined) return null
    const tenant = await deps.findTenant(parsed.siteKey)
    if (!tenant) return null
    const grant = await redeemToken(tenant, { secret: parsed.secret, origin, now: deps.clock() })
    return grant && { tenant, conversationId: grant.conversationId }
  }

  /** Nothing happens when the client has gone meanwhile. */
  function accept(request: IncomingMessage, socket: Duplex, head: Buffer, use: (ws: WebSocket) => void): void {
    server.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => ws.terminate())
      use(ws)
    })
  }

  function register(
    ws: WebSocket,
    { tenant, conversation }: { tenant: Tenant; conversation: ActiveConversation },
  ): void {
    if (isDraining) return ws.close(CloseCode.goingAway, 'Going down')
    const connection = new WidgetConnection(deps, { socket: ws, conversation })
    connections.set(conversation.id, connection)
    const stopWatching = watchEviction(deps, {
      tenant,
      conversationId: conversation.id,
      evict: () => void connection.close(CloseCode.unauthorized, 'Goes on elsewhere'),
    })
    void connection.finished.then(() => {
      stopWatching()
      if (connections.get(conversation.id) === connection) connections.delete(conversation.id)
    })
  }

  return {
    attach(httpServer) {
      httpServer.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        // A client that hangs up in the middle is not an error of ours.
        socket.on('error', () => socket.destroy())
        if (pathOf(request) !== LIVE_PATH) return refuseUpgrade(socket, 404)
        upgrade(request, socket, head).catch((error: unknown) => {
          logger.error({ err: error }, 'socket could not be opened')
          // After the upgrade these would be bytes in the middle of a frame.
          if (socket.writable) refuseUpgrade(socket, 503, { 'Retry-After': '2' })
        })
      })
    },
    openCount: () => connections.size,
    callCount: () => [...connections.values()].filter((connection) => connection.isInCall).length,
    async drain() {
      isDraining = true
      clearInterval(pings)
      clearInterval(backlogs)
      await Promise.allSettled(openings.values())
      const closing = [...connections.values()].map((connection) => connection.close(CloseCode.goingAway, 'Going down'))
      await Promise.allSettled(closing)
      server.close()
    },
  }
}

function pathOf(request: IncomingMessage): string | undefined {
  return URL.parse(request.url ?? '', 'http://any')?.pathname
}

async function inTurn(turns: Map<string, Promise<unknown>>, key: string, work: () => Promise<void>): Promise<void> {
  const turn = (turns.get(key) ?? Promise.resolve()).then(work, work)
  turns.set(key, turn)
  try {
    await turn
  } finally {
    if (turns.get(key) === turn) turns.delete(key)
  }
}
