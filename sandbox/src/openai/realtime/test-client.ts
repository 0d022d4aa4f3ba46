import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { MindRequest, MindTurn } from '../mind/mind-request.ts'
import { startSandbox } from '../../start-sandbox.ts'
import type { Sandbox } from '../../start-sandbox.ts'
import type { Faults } from './faults.ts'
import type { ServerEvent } from './server-event.ts'

type ReceivedEvent = ServerEvent & { event_id: string }
type Of<Type extends ServerEvent['type']> = Extract<ReceivedEvent, { type: Type }>

/** For tests: one client of the emulator that keeps everything it gets and can wait for what is still to come. */
export class TestClient {
  readonly events: ReceivedEvent[] = []
  readonly socket: WebSocket
  closed: { code: number; reason: string } | null = null
  readonly #waiting = new Set<() => void>()

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data) => {
      this.events.push(JSON.parse((data as Buffer).toString('utf8')) as ReceivedEvent)
      this.#notify()
    })
    socket.on('error', () => undefined)
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) }
      this.#notify()
    })
  }

  send(event: Record<string, unknown>): void {
    this.socket.send(JSON.stringify(event))
  }

  append(samples: Int16Array): void {
    this.send({
      type: 'input_audio_buffer.append',
      audio: Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString('base64'),
    })
  }

  /** Appends audio as a microphone would cut it, without waiting for its time to pass. */
  appendFrames(samples: Int16Array, frameLength = 480): void {
    for (let at = 0; at < samples.length; at += frameLength) this.append(samples.subarray(at, at + frameLength))
  }

  types(): string[] {
    return this.events.map(({ type }) => type)
  }

  all<Type extends ServerEvent['type']>(type: Type): Of<Type>[] {
    return this.events.filter((event): event is Of<Type> => event.type === type)
  }

  /** The `count`th event of this type, seen already or still to come. */
  async next<Type extends ServerEvent['type']>(type: Type, count = 1): Promise<Of<Type>> {
    await this.until(() => this.all(type).length >= count, `${count} × ${type}`)
    return this.all(type)[count - 1]!
  }

  async until(isTrue: () => boolean, what: string, timeoutMs = 8000): Promise<void> {
    const deadline = Date.now() + timeoutMs
    while (!isTrue()) {
      const left = deadline - Date.now()
      if (left <= 0) throw new Error(`waited in vain for ${what}; got ${this.types().join(', ')}`)
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer)
          this.#waiting.delete(done)
          resolve()
        }
        const timer = setTimeout(done, left)
        this.#waiting.add(done)
      })
    }
  }

  /** Sends an update (`type` is added) and waits until it is in force. */
  async configure(session: Record<string, unknown> = {}): Promise<void> {
    const count = this.all('session.updated').length + 1
    this.send({ type: 'session.update', session: { type: 'realtime', ...session } })
    await this.next('session.updated', count)
  }

  async gone(): Promise<{ code: number; reason: string }> {
    await this.until(() => this.closed !== null, 'the socket to close')
    return this.closed!
  }

  #notify(): void {
    for (const check of [...this.#waiting]) check()
  }
}

/** For tests: a sandbox with a mind of the test's own and nothing that takes time. */
export function startQuickSandbox(
  think: (request: MindRequest) => MindTurn,
  faults: Partial<Faults> = {},
): Promise<Sandbox> {
  return startSandbox({ port: 0, think }).then((sandbox) => {
    sandbox.control.setFaults({ ...quick, ...faults })
    return sandbox
  })
}

/** Delays that would only make tests slow. */
export const quick: Partial<Faults> = {
  thinkingMs: 5,
  speed: 200,
  transcriptionMs: 5,
  commitAckMs: 0,
  commitErrorMs: 5,
}

export async function connect(
  sandbox: Sandbox,
  { model = 'gpt-realtime-2.1' }: { model?: string } = {},
): Promise<TestClient> {
  const socket = new WebSocket(`${sandbox.url.replace('http', 'ws')}/openai/v1/realtime?model=${model}`, {
    headers: { authorization: 'Bearer sk-test' },
  })
  const client = new TestClient(socket)
  await once(socket, 'open')
  await client.next('session.created')
  return client
}
