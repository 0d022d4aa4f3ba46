/** The process under measurement: the real call and the real adapter behind a socket that does nothing else. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { ClientMessage } from '@ava/protocol/widget-socket.ts'
import pino from 'pino'
import { WebSocketServer, type WebSocket } from 'ws'
import { openaiRealtime } from '../../server/src/adapters/voice/openai-realtime.ts'
import { startWidgetCall } from '../../server/src/channels/widget-voice.ts'
import { systemClock } from '../../server/src/realtime/clock.ts'
import { defaultVoiceLimits } from '../../server/src/realtime/voice-dependencies.ts'
import { recordedConversation } from '../../server/tests/harness/recorded-conversation.ts'

export interface RelayFigures {
  cpuMicros: number
  rssBytes: number
  calls: number
}

const upstream = openaiRealtime({ apiKey: 'sk-bench', baseUrl: process.argv[2] ?? '', isSandboxed: true })
const deps = {
  upstream,
  logger: pino({ level: 'error' }),
  models: { realtime: 'gpt-realtime-2.1', transcription: 'gpt-transcribe' },
  limits: defaultVoiceLimits,
  clock: systemClock,
}
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, maxPayload: 64 * 1024 })
server.on('connection', serve)
await once(server, 'listening')

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  const figures: RelayFigures = {
    cpuMicros: user + system,
    rssBytes: process.memoryUsage.rss(),
    calls: server.clients.size,
  }
  process.send?.(figures)
})
process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => process.exit(0))
process.send?.({ port: (server.address() as AddressInfo).port })

function serve(socket: WebSocket): void {
  const call = startWidgetCall(deps, {
    conversation: recordedConversation(),
    link: {
      send: (message) => socket.send(JSON.stringify(message)),
      sendAudio: (frame) => socket.send(frame),
      bufferedBytes: () => socket.bufferedAmount,
      close: (code) => socket.close(code),
    },
  })
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) call.audio(data)
    else call.message(ClientMessage.parse(JSON.parse(data.toString())))
  })
  socket.on('close', () => void call.end('visitor'))
}
