import { STATUS_CODES } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { Ears } from '../ears/ears.ts'
import type { OpenAiState } from '../openai-state.ts'
import { strikes } from './faults.ts'
import { newId } from './ids.ts'
import { realtimeModels } from './models.ts'
import { Outbound } from './outbound.ts'
import { refusal } from './problem.ts'
import { readAtMost } from './slow-reader.ts'
import { RealtimeSession } from './session.ts'

/** 15 MiB of audio in base64, and room for the rest of the event. */
const maxFrameBytes = 24 * 1024 * 1024
/** Browsers cannot set headers, so they bring key and beta flag as subprotocols. */
const keyProtocol = 'openai-insecure-api-key.'
const betaProtocol = 'openai-beta.realtime-v1'

export interface RealtimeUpgrades {
  upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => void
  close: () => void
}

/** The WebSocket end of `/v1/realtime`: who may come in, and a session for each who does. */
export function realtimeUpgrades(state: OpenAiState): RealtimeUpgrades {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has('realtime') ? 'realtime' : false),
  })
  const hanging = new Set<Socket>()
  return {
    upgrade(request, socket, head) {
      const { faults } = state
      if (strikes(faults, 'hangUpgrades')) {
        hanging.add(socket)
        socket.on('error', () => undefined).once('close', () => hanging.delete(socket))
        return
      }
      const denial = denialOf(state, request)
      if (denial) return deny(socket, denial)
      server.handleUpgrade(request, socket, head, (webSocket) => welcome(state, { request, socket, webSocket }))
    },
    close() {
      for (const socket of hanging) socket.destroy()
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}

interface Denial {
  status: number
  code: string | null
  message: string
  param?: string
}

function denialOf({ faults }: OpenAiState, request: IncomingMessage): Denial | null {
  if (faults.refuseUpgrades !== 0) {
    return { status: faults.refuseUpgrades, code: null, message: 'The server is overloaded or not ready yet.' }
  }
  if (!hasKey(request)) {
    const message = 'Missing bearer or basic authentication in header'
    return { status: 401, code: null, message }
  }
  const model = modelOf(request)
  if (model === null) {
    return { status: 400, code: 'missing_model', message: 'You must provide a model parameter.', param: 'model' }
  }
  if (!realtimeModels.includes(model)) {
    const message = `The model '${model}' does not exist or you do not have access to it.`
    return { status: 404, code: 'model_not_found', message, param: 'model' }
  }
  return null
}

function hasKey(request: IncomingMessage): boolean {
  return (
    /^Bearer \S+$/i.test(request.headers.authorization ?? '') ||
    protocolsOf(request).some((protocol) => protocol.startsWith(keyProtocol) && protocol.length > keyProtocol.length)
  )
}

function protocolsOf(request: IncomingMessage): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim())
}

function modelOf(request: IncomingMessage): string | null {
  return new URLSearchParams((request.url ?? '').split('?')[1] ?? '').get('model')
}

function deny(socket: Socket, { status, code, message, param = undefined }: Denial): void {
  const type = status < 500 ? 'invalid_request_error' : 'server_error'
  const body = JSON.stringify({ error: { message, type, param: param ?? null, code } })
  socket.on('error', () => undefined)
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

function welcome(
  state: OpenAiState,
  { request, socket, webSocket }: { request: IncomingMessage; socket: Socket; webSocket: WebSocket },
): void {
  const id = newId('sess')
  const out = new Outbound({ socket: webSocket, wire: socket, sessionId: id })
  // A broken frame or a vanished client closes the socket; there is nobody to tell.
  webSocket.on('error', (error) =>
    state.log({ level: 'warn', msg: 'realtime socket', session: id, error: error.message }),
  )
  if (request.headers['openai-beta'] !== undefined || protocolsOf(request).includes(betaProtocol)) {
    const message = 'The Realtime beta API is no longer available. Remove the OpenAI-Beta header to use the GA API.'
    const error = {
      type: 'invalid_request_error',
      code: 'beta_api_shape_disabled',
      message,
      param: null,
      event_id: null,
    }
    out.emit({ type: 'error', error })
    return out.close(4000, 'beta_api_shape_disabled')
  }
  const ears = new Ears(state.earScripts.take())
  const session = new RealtimeSession(state, { id, model: modelOf(request)!, out, ears })
  state.sessions.add(session)
  state.log({ level: 'info', msg: 'realtime session opened', session: id, ear: ears.source })
  const throttle = readAtMost(webSocket, () => state.faults.readBytesPerSecond)
  webSocket.on('message', (data: Buffer, isBinary) => {
    throttle(data.length)
    if (isBinary) session.refuse(refusal('invalid_event', 'Only text frames are accepted.'), { type: null })
    else session.receive(data.toString('utf8'))
  })
  webSocket.once('close', (code) => {
    state.sessions.delete(session)
    session.dispose()
    state.log({ level: 'info', msg: 'realtime session closed', session: id, code })
  })
  session.start()
}
