/** The other process: every caller's browser, and the provider. Both ends are here so that one clock times both ways. */
import { FRAME_HEADER_BYTES, FrameKind, writeFrameHeader } from '@ava/protocol/audio-frame.ts'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { percentilesOf, type Percentiles } from './percentiles.ts'
import { readStamp, stampAsBase64, writeStamp } from './stamps.ts'
import { startUpstream, type FakeUpstream } from './upstream.ts'

export interface LoadFigures {
  up: Percentiles
  down: Percentiles
}

const SAMPLES_PER_MS = 24
const TICK_MS = 1
const WARM_UP_MS = 1_500
const REPORT_EVERY_MS = 100

const [calls = 0, frameMs = 20, measureMs = 5_000] = process.argv.slice(2).map(Number)
let isMeasuring = false
const up: number[] = []
const down: number[] = []

const upstream = await startUpstream({
  frameMs,
  heard: (sentAt) => {
    if (isMeasuring) up.push(performance.now() - sentAt)
  },
})
process.on('disconnect', () => process.exit(0))
process.on('message', (message: { relayUrl?: string; direct?: boolean }) => void measure(message))
process.send?.({ baseUrl: upstream.baseUrl })

async function measure(order: { relayUrl?: string; direct?: boolean }): Promise<void> {
  const callers = await Promise.all(
    Array.from({ length: calls }, () => (order.relayUrl ? dialRelay(order.relayUrl) : dialDirect(upstream))),
  )
  while (upstream.speaking.size < calls) await sleep(20)
  const timer = setInterval(pacer(callers), TICK_MS)
  await sleep(WARM_UP_MS)
  up.length = 0
  down.length = 0
  isMeasuring = true
  process.send?.('measuring')
  await sleep(measureMs)
  isMeasuring = false
  const figures: LoadFigures = { up: percentilesOf(up), down: percentilesOf(down) }
  process.send?.(figures)
  clearInterval(timer)
  for (const caller of callers) caller.socket.terminate()
}

interface Caller {
  socket: WebSocket
  speak: () => void
}

async function dialRelay(url: string): Promise<Caller> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  await once(socket, 'open')
  const frame = Buffer.alloc(FRAME_HEADER_BYTES + frameMs * SAMPLES_PER_MS * 2)
  const player = { item: 0, epoch: 0, samples: 0, reportedAt: 0 }
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) return
    hear(data, FRAME_HEADER_BYTES)
    player.epoch = data.readUInt16LE(2)
    player.item = data.readUInt32LE(4)
    player.samples += (data.length - FRAME_HEADER_BYTES) / 2
  })
  let sent = 0
  return {
    socket,
    speak: () => {
      const offset = sent * frameMs * SAMPLES_PER_MS
      writeFrameHeader(frame, { kind: FrameKind.microphone, flags: 0, epoch: 0, item: sent, offset })
      writeStamp(frame, FRAME_HEADER_BYTES)
      socket.send(frame)
      sent += 1
      const now = performance.now()
      if (player.item === 0 || now - player.reportedAt < REPORT_EVERY_MS) return
      player.reportedAt = now
      const { epoch, item, samples } = player
      socket.send(JSON.stringify({ type: 'playback.report', epoch, item, samples }))
    },
  }
}

/** The same traffic without a relay between: what the sockets and this process cost by themselves. */
async function dialDirect({ baseUrl }: FakeUpstream): Promise<Caller> {
  const socket = new WebSocket(baseUrl.replace('http', 'ws'), { perMessageDeflate: false })
  await once(socket, 'open')
  const rest = Buffer.alloc(frameMs * SAMPLES_PER_MS * 2 - 9).toString('base64')
  const first = Buffer.alloc(9)
  socket.on('message', (data: Buffer) => {
    const at = data.indexOf('"delta":"')
    if (at === -1) return
    first.write(data.toString('latin1', at + 9, at + 21), 'base64')
    hear(first, 0)
  })
  socket.send('{"type":"response.create"}')
  return {
    socket,
    speak: () => socket.send(`{"type":"input_audio_buffer.append","audio":"${stampAsBase64()}${rest}"}`),
  }
}

function hear(data: Buffer, at: number): void {
  if (isMeasuring) down.push(performance.now() - readStamp(data, at))
}

/** Callers and provider take their turns spread evenly over a frame, as people who do not know each other do. */
function pacer(callers: Caller[]): () => void {
  const startedAt = performance.now()
  const voices = [...upstream.speaking].map((socket) => () => upstream.speakTo(socket))
  const lanes = [...callers.map(({ speak }) => speak), ...voices]
  const due = lanes.map((_, index) => startedAt + (((index * 7919) % lanes.length) / lanes.length) * frameMs)
  return () => {
    const now = performance.now()
    for (let lane = 0; lane < lanes.length; lane += 1) {
      if ((due[lane] ?? 0) > now) continue
      lanes[lane]?.()
      due[lane] = (due[lane] ?? 0) + frameMs
    }
  }
}
