import { CloseCode, type ClientMessage, type ServerMessage } from '@ava/protocol/widget-socket.ts'
import type { Logger } from 'pino'
import type { RawData, WebSocket } from 'ws'
import type { ActiveConversation } from '../conversation/active-conversation.ts'
import { Budget } from './widget-socket-budget.ts'
import { cleanText, readFrame } from './widget-socket-frame.ts'
import { readyMessage, WatchedMessages } from './widget-socket-updates.ts'
import type { WidgetChat } from './widget-chat.ts'
import type { WidgetLink } from './widget-link.ts'
import { RingingCall } from './widget-ringing.ts'
import type { WidgetCall } from './widget-voice.ts'

/** More than this waiting to be read, for `stalledAfterMs`, and the client does not read. */
const STALLED_BYTES = 256 * 1024
/** More than this waiting, ever, and it is let go at once. */
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024
const MISSED_PINGS = 2
/** A client that was told to go gets this long to say goodbye. */
const CLOSING_MS = 2_000
const waysOn = {
  too_fast: ['retry'],
  too_long: [],
  locked: ['call_spa'],
  voice_off: ['type_instead', 'leave_message', 'call_spa'],
  upstream_down: ['type_instead', 'call_spa'],
} as const

export interface ConnectionDependencies {
  logger: Logger
  startCall(options: { conversation: ActiveConversation; link: WidgetLink }): WidgetCall
  startChat(options: { conversation: ActiveConversation; link: WidgetLink }): WidgetChat
  /** Whether the spa has Ava take calls now. */
  takesCalls(conversation: ActiveConversation): Promise<boolean>
  stalledAfterMs: number
}

/** One open socket: a widget and its conversation, chat and at most one call. Ends by `close`, from either side. */
export class WidgetConnection {
  readonly conversation: ActiveConversation
  /** Settled when the call has ended and everything said is in the database. */
  readonly finished: Promise<void>
  readonly #deps: ConnectionDependencies
  readonly #socket: WebSocket
  readonly #link: WidgetLink
  readonly #chat: WidgetChat
  readonly #stopWatching: () => void
  readonly #budgets = budgets(performance.now())
  #call: WidgetCall | null = null
  #ringing: { call: RingingCall; hungUp: AbortController } | null = null
  #missedPings = 0
  #stalledSince: number | null = null
  #isRefused = false

  constructor(deps: ConnectionDependencies, options: { socket: WebSocket; conversation: ActiveConversation }) {
    const { socket, conversation } = options
    this.#deps = deps
    this.#socket = socket
    this.conversation = conversation
    this.#link = linkTo(socket, (code) => this.#refuse(code, 'Refused by the call'))
    this.#link.send(readyMessage(conversation))
    const messages = new WatchedMessages(conversation.messages())
    this.#stopWatching = conversation.watch((update) => {
      for (const message of messages.toServerMessages(update)) this.#link.send(message)
    })
    this.#chat = deps.startChat({ conversation, link: this.#link })
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    socket.on('pong', () => (this.#missedPings = 0))
    // ws closes by itself after a protocol error; without a listener the error would end the process.
    socket.on('error', (error) => deps.logger.info({ err: error, conversationId: conversation.id }, 'socket error'))
    this.finished = new Promise((resolve) => {
      socket.once('close', () => void this.#end().then(resolve))
    })
  }

  get isInCall(): boolean {
    return this.#call !== null
  }

  /** Ends the call first, so that what was said is kept, then the socket. */
  async close(code: number, reason: string): Promise<void> {
    this.#stopRinging()
    await this.#call?.end('visitor')
    this.#socket.close(code, reason)
    // A client that does not answer the close frame keeps nothing open.
    const timer = setTimeout(() => this.#socket.terminate(), CLOSING_MS)
    await this.finished
    clearTimeout(timer)
  }

  /** Every 15 s: two pings without an answer, and nobody is there. */
  ping(): void {
    if (this.#missedPings >= MISSED_PINGS) return this.#socket.terminate()
    this.#missedPings += 1
    this.#socket.ping()
  }

  /** Every second or so. A client that does not read must not fill our memory. */
  checkBacklog(now: number): void {
    const waiting = this.#socket.bufferedAmount
    if (waiting <= STALLED_BYTES) this.#stalledSince = null
    else this.#stalledSince ??= now
    const isStalled = this.#stalledSince !== null && now - this.#stalledSince >= this.#deps.stalledAfterMs
    if (!isStalled && waiting <= MAX_BUFFERED_BYTES) return
    this.#socket.close(CloseCode.stalled, 'The client does not read')
    // The close frame stands behind everything unread: it may never arrive.
    setTimeout(() => this.#socket.terminate(), 500)
  }

  #receive(data: RawData, isBinary: boolean): void {
    // Until the other side answers the close frame, ws hands on whatever it still sends.
    if (this.#isRefused) return
    const frame = data as Buffer
    const now = performance.now()
    if (isBinary) {
      if (!this.#budgets.audioBytes.take(frame.byteLength, now))
        return this.#refuse(CloseCode.rateLimited, 'Too much audio')
      this.#toCall((call) => call.audio(frame))
      return
    }
    if (!this.#budgets.messages.take(1, now)) return this.#refuse(CloseCode.rateLimited, 'Too many messages')
    const read = readFrame(frame)
    if (read.kind === 'malformed') return this.#refuse(CloseCode.malformed, 'Malformed message')
    if (read.kind === 'too_long')
      this.#notice('too_long', 'That is too long for one message. Send it in parts.', read.clientId)
    if (read.kind === 'message') this.#handle(read.message)
  }

  #handle(message: ClientMessage): void {
    switch (message.type) {
      case 'chat.send':
        return this.#chatSend(message.id, cleanText(message.text))
      case 'call.start':
        return this.#startCall()
      case 'call.end':
        this.#stopRinging()
        return void this.#call?.end('visitor')
      case 'call.mute':
      case 'speech.started':
      case 'speech.ended':
      case 'playback.report':
        return this.#toCall((call) => call.message(message))
      case 'context.set': {
        const { pageUrl, pageTitle, values } = message
        return this.conversation.setContext({
          ...(pageUrl === undefined ? {} : { pageUrl: cleanText(pageUrl) }),
          ...(pageTitle === undefined ? {} : { pageTitle: cleanText(pageTitle) }),
          ...(values === undefined ? {} : { values: cleanValues(values) }),
        })
      }
      case 'identify': {
        const { type: _type, ...claims } = message
        return this.conversation.identify(cleanValues(claims))
      }
      case 'conversation.end':
        return void this.#endConversation()
      case 'ping':
        return this.#link.send({ type: 'pong', sentAt: message.sentAt })
    }
  }

  #chatSend(id: string, text: string): void {
    if (text === '') return
    if (!this.#budgets.chats.take(1, performance.now())) {
      return this.#notice('too_fast', 'That was quick. Wait a moment, then send it again.', id)
    }
    if (!this.#call) return this.#chat.send({ id, text })
    // Sent again after a reconnect: it is in the transcript, and was answered.
    if (this.conversation.messages().some((message) => message.clientId === id)) return
    this.conversation.begin({ key: id, author: 'customer', channel: 'chat' })
    this.conversation.finish(id, { text })
    this.#call.typed(id, text)
  }

  #startCall(): void {
    if (this.#call || this.#ringing) return
    if (this.conversation.state !== 'open') {
      return this.#notice('locked', 'Calls with Ava are over in this conversation. You can write here, or call us.')
    }
    const hungUp = new AbortController()
    const call = new RingingCall({
      isTaken: this.#deps.takesCalls(this.conversation),
      signal: hungUp.signal,
      take: () => this.#takeCall(),
      refused: () => {
        this.#ringing = null
        this.#notice('voice_off', 'Ava does not take calls here at the moment. You can write to her instead.')
      },
      failed: (error) => {
        this.#ringing = null
        this.#deps.logger.error({ err: error, conversationId: this.conversation.id }, 'call could not start')
        this.#notice('upstream_down', 'The call could not start. You can write here, or try again in a moment.')
      },
    })
    this.#ringing = { call, hungUp }
  }

  #takeCall(): WidgetCall {
    const call = this.#deps.startCall({ conversation: this.conversation, link: this.#link })
    this.#ringing = null
    this.#call = call
    const over = () => {
      if (this.#call === call) this.#call = null
    }
    call.done.then(over, (error: unknown) => {
      this.#deps.logger.error({ err: error, conversationId: this.conversation.id }, 'call failed')
      over()
    })
    return call
  }

  #stopRinging(): void {
    this.#ringing?.hungUp.abort()
    this.#ringing = null
  }

  #toCall(use: (call: WidgetCall) => void): void {
    if (this.#call) use(this.#call)
    else this.#ringing?.call.keep(use)
  }

  async #endConversation(): Promise<void> {
    this.#stopRinging()
    try {
      await this.#call?.end('visitor')
      await this.conversation.end('visitor')
    } catch (error) {
      this.#deps.logger.error({ err: error, conversationId: this.conversation.id }, 'conversation could not be ended')
    }
  }

  #notice(code: keyof typeof waysOn, text: string, clientId?: string): void {
    const actions = [...waysOn[code]]
    this.#link.send({ type: 'notice', code, text, actions, ...(clientId === undefined ? {} : { clientId }) })
  }

  #refuse(code: number, reason: string): void {
    this.#isRefused = true
    this.#deps.logger.info({ code, conversationId: this.conversation.id }, 'socket refused')
    this.#socket.close(code, reason)
    setTimeout(() => this.#socket.terminate(), CLOSING_MS).unref()
  }

  /** The socket is gone: what runs is finished, what was said is kept. */
  async #end(): Promise<void> {
    this.#stopRinging()
    this.#chat.close()
    try {
      await this.#call?.end('visitor')
      await this.conversation.flushed()
    } catch (error) {
      this.#deps.logger.error({ err: error, conversationId: this.conversation.id }, 'socket did not end well')
    }
    this.#stopWatching()
    this.conversation.close()
  }
}

function linkTo(socket: WebSocket, close: (code: number) => void): WidgetLink {
  return {
    send(message: ServerMessage) {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
    },
    sendAudio(frame) {
      if (socket.readyState === socket.OPEN) socket.send(frame, { binary: true })
    },
    bufferedBytes: () => socket.bufferedAmount,
    close,
  }
}

/** Generous for a person and a microphone, and small for a program. Audio: twice real time, and ten seconds kept back. */
function budgets(now: number) {
  return {
    messages: new Budget({ capacity: 120, perSecond: 30, now }),
    chats: new Budget({ capacity: 8, perSecond: 0.5, now }),
    audioBytes: new Budget({ capacity: 512 * 1024, perSecond: 128 * 1024, now }),
  }
}

function cleanValues(values: Record<string, string | undefined>): Record<string, string> {
  const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [cleanText(name), cleanText(value)]))
}
