import { EventEmitter } from 'node:events'
import { CloseCode } from '@ava/protocol/widget-socket.ts'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { WebSocket } from 'ws'
import type { ActiveConversation } from '../conversation/active-conversation.ts'
import { Budget } from './widget-socket-budget.ts'
import { WidgetConnection } from './widget-socket-connection.ts'
import type { WidgetLink } from './widget-link.ts'
import type { WidgetCall } from './widget-voice.ts'

/** A socket whose other end may not read; everything else about it is real in the integration tests. */
class SlowSocket extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  closedWith: number | null = null
  isTerminated = false
  send() {}
  ping() {}
  close(code: number) {
    this.closedWith = code
  }
  terminate() {
    this.isTerminated = true
    this.emit('close')
  }
}

function connect() {
  const socket = new SlowSocket()
  const typed: string[] = []
  let frames = 0
  const conversation = {
    id: 'c',
    state: 'open',
    settings: { name: 'Spa', persona: { name: 'Ava', greeting: '', suggestions: [] } },
    messages: () => [],
    watch: () => () => undefined,
    flushed: () => Promise.resolve(),
    close: () => undefined,
  } as unknown as ActiveConversation
  const deps = {
    logger: pino({ level: 'silent' }),
    startChat: () => ({ send: ({ id }: { id: string }) => void typed.push(id), close: () => undefined }),
    // A call whose listener does not read: it says so with the first frame that comes.
    startCall: ({ link }: { link: WidgetLink }) => {
      const audio = () => {
        frames += 1
        link.close(CloseCode.stalled)
      }
      return { audio, end: () => Promise.resolve(), done: new Promise(() => undefined) } as unknown as WidgetCall
    },
    takesCalls: () => Promise.resolve(true),
    stalledAfterMs: 10_000,
  }
  const connection = new WidgetConnection(deps, { socket: socket as unknown as WebSocket, conversation })
  return { socket, connection, typed, frames: () => frames }
}

describe('a client that does not read what it is sent', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is let go when that has lasted for ten seconds', () => {
    const { socket, connection } = connect()
    socket.bufferedAmount = 300_000
    connection.checkBacklog(0)
    connection.checkBacklog(9_999)
    expect(socket.closedWith).toBeNull()
    connection.checkBacklog(10_000)
    expect(socket.closedWith).toBe(CloseCode.stalled)
    // Its close frame stands behind what it does not read.
    vi.advanceTimersByTime(1_000)
    expect(socket.isTerminated).toBe(true)
  })

  it('may catch up', () => {
    const { socket, connection } = connect()
    socket.bufferedAmount = 300_000
    connection.checkBacklog(0)
    socket.bufferedAmount = 1_000
    connection.checkBacklog(5_000)
    socket.bufferedAmount = 300_000
    connection.checkBacklog(11_000)
    expect(socket.closedWith).toBeNull()
  })

  it('is let go at once when it would fill our memory', () => {
    const { socket, connection } = connect()
    socket.bufferedAmount = 9 * 1024 * 1024
    connection.checkBacklog(0)
    expect(socket.closedWith).toBe(CloseCode.stalled)
  })
})

describe('a client that was refused', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const say = (socket: SlowSocket, text: string) => socket.emit('message', Buffer.from(text), false)
  const chat = (id: string) => JSON.stringify({ type: 'chat.send', id, text: 'Hello' })

  it('is not listened to any more, whatever it goes on sending', () => {
    const { socket, typed } = connect()
    say(socket, chat('before'))
    say(socket, 'garbage')
    say(socket, chat('after'))
    expect(socket.closedWith).toBe(CloseCode.malformed)
    expect(typed).toEqual(['before'])
  })

  it('is not listened to either when it was its call that refused it', async () => {
    const { socket, frames } = connect()
    say(socket, JSON.stringify({ type: 'call.start' }))
    await vi.advanceTimersByTimeAsync(0)
    for (let count = 0; count < 3; count++) socket.emit('message', Buffer.alloc(12), true)
    expect(socket.closedWith).toBe(CloseCode.stalled)
    expect(frames()).toBe(1)
    // Its close frame stands behind everything that it does not read.
    vi.advanceTimersByTime(2_000)
    expect(socket.isTerminated).toBe(true)
  })

  it('is hung up on when it does not go', () => {
    const { socket } = connect()
    say(socket, 'garbage')
    expect(socket.isTerminated).toBe(false)
    vi.advanceTimersByTime(2_000)
    expect(socket.isTerminated).toBe(true)
  })
})

describe('a budget', () => {
  it('is emptied by use and filled by time, up to the brim', () => {
    const budget = new Budget({ capacity: 10, perSecond: 2, now: 0 })
    expect(budget.take(10, 0)).toBe(true)
    expect(budget.take(1, 400)).toBe(false)
    expect(budget.take(1, 500)).toBe(true)
    expect(budget.take(10, 100_000)).toBe(true)
    expect(budget.take(1, 100_000)).toBe(false)
  })
})
