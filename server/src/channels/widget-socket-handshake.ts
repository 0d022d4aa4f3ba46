import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from '@ava/protocol/widget-socket.ts'

/** The token that a client offers beside our protocol, '' when it offers none; null when it does not speak our protocol. */
export function offeredToken(request: IncomingMessage): string | null {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  if (!offered.includes(SUBPROTOCOL)) return null
  const token = offered.find((name) => name.startsWith(TOKEN_SUBPROTOCOL_PREFIX))
  return token?.slice(TOKEN_SUBPROTOCOL_PREFIX.length) ?? ''
}

/** Answers an upgrade with plain HTTP and hangs up. */
export function refuseUpgrade(socket: Duplex, status: number, headers: Record<string, string> = {}): void {
  const lines = Object.entries({ Connection: 'close', 'Content-Length': '0', ...headers })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n`)
}
