/** A provider that speaks all the time, as far as a relay can tell: the worst case, both sides talking at once. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { stampAsBase64, stampFromBase64 } from './stamps.ts'

const APPEND = '{"type":"input_audio_buffer.append","audio":"'
const SAMPLES_PER_MS = 24

export interface FakeUpstream {
  baseUrl: string
  /** Sockets that want to be spoken to. */
  speaking: Set<WebSocket>
  /** One delta of `frameMs` to this socket, stamped. */
  speakTo(socket: WebSocket): void
  close(): void
}

export async function startUpstream(options: {
  frameMs: number
  heard: (sentAt: number) => void
}): Promise<FakeUpstream> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  const speaking = new Set<WebSocket>()
  const rest = Buffer.alloc(options.frameMs * SAMPLES_PER_MS * 2 - 9).toString('base64')
  const delta = (id: string) =>
    `{"type":"response.output_audio.delta","event_id":"event_${id}","response_id":"resp_${id}","item_id":"item_${id}","output_index":0,"content_index":0,"delta":"`
  const openings = new WeakMap<WebSocket, string>()
  let count = 0
  server.on('connection', (socket) => {
    const id = `bench${(count += 1).toString().padStart(16, '0')}`
    openings.set(socket, delta(id))
    const tell = (event: object) => socket.send(JSON.stringify(event))
    tell({ type: 'session.created', event_id: 'event_1', session: {} })
    socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1')
      if (text.startsWith(APPEND)) return options.heard(stampFromBase64(text, APPEND.length))
      if (text.includes('"session.update"')) tell({ type: 'session.updated', event_id: 'event_2', session: {} })
      if (!text.includes('"response.create"')) return
      tell({ type: 'response.created', event_id: 'event_3', response: { id: `resp_${id}`, conversation_id: 'conv_1' } })
      speaking.add(socket)
    })
    socket.on('close', () => speaking.delete(socket))
  })
  await once(server, 'listening')
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    speaking,
    speakTo: (socket) => socket.send(`${openings.get(socket)}${stampAsBase64()}${rest}"}`),
    close: () => {
      for (const socket of server.clients) socket.terminate()
      server.close()
    },
  }
}
