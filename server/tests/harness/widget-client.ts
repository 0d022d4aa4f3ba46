import { ServerMessage, SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from '@ava/protocol/widget-socket.ts'
import { SessionResponse } from '@ava/protocol/widget-config.ts'
import { WebSocket, type ClientOptions } from 'ws'

type MessageOf<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>

/** What a widget does before the socket. */
export async function askForSession(
  server: { url: string },
  request: { siteKey: string; origin?: string; resume?: { conversationId: string; resumeKey: string } },
): Promise<SessionResponse> {
  const { origin = server.url, ...body } = request
  const response = await fetch(`${server.url}/api/widget/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`Session answered ${response.status}: ${await response.text()}`)
  return SessionResponse.parse(await response.json())
}

/** A widget's socket, as a test holds it: everything received is kept, and can be waited for. */
export class WidgetClient {
  readonly socket: WebSocket
  readonly received: ServerMessage[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  #waiting: (() => void)[] = []

  constructor(server: { url: string }, token: string, options: ClientOptions & { protocols?: string[] } = {}) {
    const { protocols = [SUBPROTOCOL, `${TOKEN_SUBPROTOCOL_PREFIX}${token}`], ...rest } = options
    this.socket = new WebSocket(`${server.url.replace('http', 'ws')}/live`, protocols, { origin: server.url, ...rest })
    this.socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => {
        this.#wake()
        resolve({ code, reason: String(reason) })
      })
    })
    this.socket.on('message', (data, isBinary) => {
      if (isBinary) return
      this.received.push(ServerMessage.parse(JSON.parse((data as Buffer).toString())))
      this.#wake()
    })
  }

  /** The first message of a type that `matches`, received already or to come. */
  async next<T extends ServerMessage['type']>(
    type: T,
    matches: (message: MessageOf<T>) => boolean = () => true,
  ): Promise<MessageOf<T>> {
    for (;;) {
      const found = this.received.find(
        (message): message is MessageOf<T> => message.type === type && matches(message as MessageOf<T>),
      )
      if (found) return found
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`The socket closed before a ${type} came`)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message))
  }

  async close(): Promise<void> {
    this.socket.close()
    await this.closed
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

/** A socket that has come as far as `ready`. */
export async function openWidget(
  server: { url: string },
  request: Parameters<typeof askForSession>[1],
): Promise<{ client: WidgetClient; session: SessionResponse }> {
  const session = await askForSession(server, request)
  const client = new WidgetClient(server, session.token, { origin: request.origin ?? server.url })
  await client.next('ready')
  return { client, session }
}
