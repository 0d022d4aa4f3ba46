import { CloseCode } from '@ava/protocol/socket-rules.ts'
import type { ServerMessage } from '@ava/protocol/widget-socket.ts'
import { expect, it } from 'vitest'
import { LiveLink, type LinkStatus, type LinkWorld } from './live-link.ts'
import type { ApiResult } from './widget-api.ts'
import type { SessionResponse } from '@ava/protocol/widget-config.ts'

/** The socket, the session call and the clock, moved by hand. */
class FakeWorld {
  sockets: FakeSocket[] = []
  statuses: LinkStatus[] = []
  messages: ServerMessage[] = []
  latencies: number[] = []
  sessions = 0
  session: () => ApiResult<SessionResponse> = () => ({
    ok: true,
    value: { token: `t${this.sessions}`, expiresInMs: 1, conversationId: 'c', resumeKey: 'k', isResumed: false },
  })
  now = 0
  #timers = new Map<number, { at: number; task: () => void }>()
  #nextTimer = 1

  link(): LiveLink {
    const world: LinkWorld = {
      openSession: async () => {
        this.sessions += 1
        return this.session()
      },
      openSocket: (protocols) => {
        const socket = new FakeSocket(protocols)
        this.sockets.push(socket)
        return socket as unknown as WebSocket
      },
      setTimeout: (task, ms) => {
        this.#timers.set(this.#nextTimer, { at: this.now + ms, task })
        return this.#nextTimer++
      },
      clearTimeout: (timer) => void this.#timers.delete(timer),
      now: () => this.now,
      random: () => 1,
    }
    return new LiveLink(world, {
      status: (status) => this.statuses.push(status),
      message: (message) => this.messages.push(message),
      audio: () => {},
      latency: (ms) => this.latencies.push(ms),
    })
  }

  get socket(): FakeSocket {
    return this.sockets.at(-1)!
  }
  get status(): LinkStatus {
    return this.statuses.at(-1)!
  }

  async pass(ms: number): Promise<void> {
    const until = this.now + ms
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0]
      if (!due) break
      this.#timers.delete(due[0])
      this.now = due[1].at
      due[1].task()
      await settled()
    }
    this.now = until
  }
}

class FakeSocket {
  sent: string[] = []
  bufferedAmount = 0
  binaryType = ''
  isClosed = false
  onmessage: (event: { data: unknown }) => void = () => {}
  onclose: (event: { code: number }) => void = () => {}
  protocols: string[]
  constructor(protocols: string[]) {
    this.protocols = protocols
  }
  send(data: string): void {
    this.sent.push(data)
  }
  close(): void {
    this.isClosed = true
  }
  receive(message: ServerMessage): void {
    this.onmessage({ data: JSON.stringify(message) })
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))
const ready: ServerMessage = {
  type: 'ready',
  conversationId: 'c',
  state: 'open',
  personaName: 'Ava',
  spaName: 'Glow',
  messages: [],
  greeting: '',
  suggestions: [],
}

async function connected(): Promise<{ world: FakeWorld; link: LiveLink }> {
  const world = new FakeWorld()
  const link = world.link()
  link.connect()
  await settled()
  world.socket.receive(ready)
  return { world, link }
}

it('offers the token as a subprotocol, and is ready when the state has come', async () => {
  const { world, link } = await connected()
  expect(world.socket.protocols).toEqual(['ava.v1', 'ava.token.t1'])
  expect(world.statuses.map(({ kind }) => kind)).toEqual(['connecting', 'ready'])
  expect(link.send({ type: 'call.start' })).toBe(true)
})

it('sends nothing before it is ready, and says so', async () => {
  const world = new FakeWorld()
  const link = world.link()
  link.connect()
  await settled()
  expect(link.send({ type: 'call.start' })).toBe(false)
  expect(world.socket.sent).toEqual([])
})

it('comes back with a new token after the connection is lost', async () => {
  const { world } = await connected()
  world.socket.onclose({ code: 1006 })
  expect(world.status).toEqual({ kind: 'reconnecting', isDown: false })
  await world.pass(400)
  world.socket.receive(ready)
  expect(world.socket.protocols).toContain('ava.token.t2')
  expect(world.status.kind).toBe('ready')
})

it('says after the fourth failure that it does not work, and goes on trying', async () => {
  const world = new FakeWorld()
  world.session = () => ({ ok: false, reason: 'unavailable', message: 'down' })
  world.link().connect()
  await settled()
  await world.pass(60_000)
  expect(world.statuses.slice(0, 5)).toEqual([
    { kind: 'connecting' },
    { kind: 'reconnecting', isDown: false },
    { kind: 'reconnecting', isDown: false },
    { kind: 'reconnecting', isDown: false },
    { kind: 'reconnecting', isDown: true },
  ])
  expect(world.sessions).toBeGreaterThan(6)
})

it('stops where trying again is of no use', async () => {
  const world = new FakeWorld()
  world.session = () => ({ ok: false, reason: 'refused', message: 'Add your domain.' })
  world.link().connect()
  await settled()
  expect(world.status).toEqual({ kind: 'stopped', reason: 'refused', message: 'Add your domain.' })
  await world.pass(60_000)
  expect(world.sessions).toBe(1)
})

it('lets another tab have the conversation, and takes it back when asked', async () => {
  const { world, link } = await connected()
  world.socket.onclose({ code: CloseCode.replaced })
  expect(world.status).toMatchObject({ kind: 'stopped', reason: 'replaced' })
  link.connect()
  await settled()
  world.socket.receive(ready)
  expect(world.status.kind).toBe('ready')
})

it('waits as long as the server asks', async () => {
  const world = new FakeWorld()
  world.session = () => ({ ok: false, reason: 'too_fast', message: '', retryAfterMs: 20_000 })
  world.link().connect()
  await settled()
  await world.pass(19_000)
  expect(world.sessions).toBe(1)
  await world.pass(2_000)
  expect(world.sessions).toBe(2)
})

it('measures the round trip every five seconds', async () => {
  const { world } = await connected()
  const { sentAt } = JSON.parse(world.socket.sent[0]!) as { sentAt: number }
  world.now += 42
  world.socket.receive({ type: 'pong', sentAt })
  expect(world.latencies).toEqual([42])
  await world.pass(5_000)
  expect(world.socket.sent).toHaveLength(2)
})

it('gives up a connection that no longer answers, and opens another', async () => {
  const { world } = await connected()
  const silent = world.socket
  await world.pass(20_000)
  expect(silent.isClosed).toBe(true)
  expect(world.sockets.length).toBeGreaterThan(1)
  // What the dead one still brings is not heard.
  const before = world.messages.length
  silent.receive(ready)
  expect(world.messages).toHaveLength(before)
})

it('tries at once when the network is back', async () => {
  const { world, link } = await connected()
  world.socket.onclose({ code: 1006 })
  link.retryNow()
  await settled()
  expect(world.sockets).toHaveLength(2)
})

it('is quiet after it was closed', async () => {
  const { world, link } = await connected()
  link.close()
  world.socket.onclose({ code: 1000 })
  await world.pass(60_000)
  expect(world.status).toEqual({ kind: 'idle' })
  expect(world.sockets).toHaveLength(1)
})
