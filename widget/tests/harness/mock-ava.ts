import { createReadStream, existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import {
  FRAME_HEADER_BYTES,
  FrameFlag,
  FrameKind,
  readFrameHeader,
  writeFrameHeader,
} from '@ava/protocol/audio-frame.ts'
import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from '@ava/protocol/socket-rules.ts'
import { ClientMessage, type ServerMessage, type TranscriptMessage } from '@ava/protocol/widget-socket.ts'
import type { WidgetConfig } from '@ava/protocol/widget-config.ts'
import { WebSocketServer, type WebSocket } from 'ws'

const dist = path.join(import.meta.dirname, '../../dist')
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.onnx': 'application/octet-stream',
}

/** The server's side of the two HTTP calls and the socket, as a test wants it to behave. */
export class MockAva {
  url = ''
  config: WidgetConfig = {
    spaName: 'Glow Med Spa',
    personaName: 'Ava',
    accentColor: null,
    greeting: 'Hello, I’m Ava, the AI receptionist of Glow Med Spa. How can I help?',
    suggestions: ['Book an appointment', 'What does Botox cost?', 'Move my appointment'],
    hoursLine: 'Open today 9 am – 6 pm',
    isOpenNow: true,
    phone: '(212) 555-0142',
    email: 'hello@glow.example',
    privacyLine: 'Calls and chats are recorded so that the spa can help you. Please do not share medical details here.',
    isVoiceAvailable: true,
  }
  /** Answers every HTTP call with this instead: a status and the error's words. */
  refuseWith: { status: number; message: string } | null = null
  answersCalls = true
  /** Paths of the requests so far. */
  requests: string[] = []
  received: ClientMessage[] = []
  micFrames: { offset: number; samples: Int16Array }[] = []
  history: TranscriptMessage[] = []
  sessions = 0
  tokens = new Map<string, string>()
  state: 'open' | 'locked' | 'with_person' | 'ended' = 'open'
  withName: string | undefined
  #listeners = new Set<() => void>()
  #sockets = new Set<WebSocket>()
  #server = createServer((request, response) => this.#answer(request, response))
  #webSockets = new WebSocketServer({ server: this.#server, path: '/live', handleProtocols: () => SUBPROTOCOL })

  async start(): Promise<this> {
    this.#webSockets.on('connection', (socket, request) => this.#connected(socket, request))
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return this
  }
  async stop(): Promise<void> {
    for (const socket of this.#webSockets.clients) socket.terminate()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** The first message of this type that has come or comes. */
  async heard<T extends ClientMessage['type']>(type: T): Promise<Extract<ClientMessage, { type: T }>> {
    const find = () =>
      this.received.find((message) => message.type === type) as Extract<ClientMessage, { type: T }> | undefined
    return (
      find() ??
      new Promise((resolve) => {
        const listener = () => {
          const message = find()
          if (!message) return
          this.#listeners.delete(listener)
          resolve(message)
        }
        this.#listeners.add(listener)
      })
    )
  }

  send(message: ServerMessage): void {
    for (const socket of this.#sockets) socket.send(JSON.stringify(message))
  }
  drop(code = 1012): void {
    for (const socket of this.#sockets) socket.close(code)
  }
  kill(): void {
    for (const socket of this.#sockets) socket.terminate()
  }

  /** Adds or grows a message, and shows it. */
  say(author: TranscriptMessage['author'], text: string, more: Partial<TranscriptMessage> = {}): TranscriptMessage {
    const position = this.history.length + 1
    const message: TranscriptMessage = {
      id: `m${position}`,
      position,
      author,
      channel: 'chat',
      text,
      isFinal: true,
      sentAt: new Date().toISOString(),
      ...more,
    }
    this.history = [...this.history.filter(({ id }) => id !== message.id), message]
    this.send({ type: 'message', message })
    return message
  }

  /** A tone of `ms` at 24 kHz as Ava's utterance `item`, all at once. */
  speak({ item, ms, epoch = 0 }: { item: number; ms: number; epoch?: number }): void {
    const total = ms * 24
    for (let offset = 0; offset < total; offset += 2_400) {
      const count = Math.min(2_400, total - offset)
      const frame = new Uint8Array(FRAME_HEADER_BYTES + count * 2)
      const flags = offset + count >= total ? FrameFlag.lastOfItem : 0
      writeFrameHeader(frame, { kind: FrameKind.ava, flags, epoch, item, offset })
      const view = new DataView(frame.buffer, FRAME_HEADER_BYTES)
      for (let index = 0; index < count; index++) {
        view.setInt16(index * 2, Math.round(12_000 * Math.sin((2 * Math.PI * 440 * (offset + index)) / 24_000)), true)
      }
      for (const socket of this.#sockets) socket.send(frame)
    }
  }

  #connected(socket: WebSocket, request: IncomingMessage): void {
    const offered = request.headers['sec-websocket-protocol']?.split(',').map((protocol) => protocol.trim()) ?? []
    const token = offered
      .find((protocol) => protocol.startsWith(TOKEN_SUBPROTOCOL_PREFIX))
      ?.slice(TOKEN_SUBPROTOCOL_PREFIX.length)
    const conversationId = token && this.tokens.get(token)
    if (!conversationId) return socket.close(4401)
    this.tokens.delete(token)
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('message', (data, isBinary) =>
      isBinary ? this.#audio(data as Buffer) : this.#text(socket, (data as Buffer).toString()),
    )
    const { config, history: messages, state, withName } = this
    const { greeting, suggestions, personaName, spaName } = config
    const ready: ServerMessage = {
      type: 'ready',
      conversationId,
      state,
      withName,
      personaName,
      spaName,
      messages,
      greeting,
      suggestions,
    }
    socket.send(JSON.stringify(ready))
  }

  #audio(data: Buffer): void {
    const frame = new Uint8Array(data)
    const header = readFrameHeader(frame)
    if (!header) throw new Error('The widget sent a frame that is none.')
    this.micFrames.push({ offset: header.offset, samples: new Int16Array(frame.slice(FRAME_HEADER_BYTES).buffer) })
  }

  #text(socket: WebSocket, text: string): void {
    const message = ClientMessage.parse(JSON.parse(text))
    if (message.type === 'ping') return socket.send(JSON.stringify({ type: 'pong', sentAt: message.sentAt }))
    this.received.push(message)
    if (message.type === 'chat.send' && !this.history.some(({ clientId }) => clientId === message.id)) {
      this.say('customer', message.text, { clientId: message.id })
      this.send({ type: 'stored', clientId: message.id })
    }
    if (message.type === 'call.start' && this.answersCalls) {
      socket.send(JSON.stringify({ type: 'call.started', callId: 'c1', limitMs: 600_000, ears: 'live' }))
      socket.send(JSON.stringify({ type: 'activity', activity: 'listening' }))
    }
    if (message.type === 'call.end')
      socket.send(JSON.stringify({ type: 'call.ended', reason: 'visitor', durationMs: 1_000 }))
    for (const listener of this.#listeners) listener()
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!, 'http://localhost')
    this.requests.push(url.pathname)
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', 'content-type')
    if (request.method === 'OPTIONS') return void response.writeHead(204).end()
    if (url.pathname.startsWith('/widget/v1/')) return this.#file(url.pathname.slice('/widget/v1/'.length), response)
    if (this.refuseWith) {
      const { status, message } = this.refuseWith
      return json(response, status, { error: { code: 'refused', message } })
    }
    if (url.pathname === '/api/widget/config') return json(response, 200, this.config)
    if (url.pathname === '/api/widget/session') return void this.#session(request, response)
    response.writeHead(404).end()
  }

  async #session(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const { resume } = JSON.parse(body) as { resume?: { conversationId: string } }
    const token = `token-${++this.sessions}`
    const conversationId = resume?.conversationId ?? `conversation-${this.sessions}`
    if (!resume) this.history = []
    this.tokens.set(token, conversationId)
    json(response, 200, {
      token,
      expiresInMs: 60_000,
      conversationId,
      resumeKey: 'key',
      isResumed: resume !== undefined,
    })
  }

  #file(name: string, response: ServerResponse): void {
    const file = path.join(dist, path.basename(name))
    if (!existsSync(file)) return void response.writeHead(404).end()
    response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream')
    createReadStream(file).pipe(response)
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
