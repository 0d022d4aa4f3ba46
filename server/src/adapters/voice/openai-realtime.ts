import { WebSocket } from 'ws'
import { AudioDeltaReader, looksLikeAudioDelta } from './audio-delta.ts'
import { writeClientEvent } from './openai-realtime-commands.ts'
import { readAudioDelta, readServerEvent } from './openai-realtime-events.ts'
import type { UpstreamCommand, UpstreamListener, UpstreamSession, UpstreamVoice } from './upstream-voice.ts'

const HANDSHAKE_TIMEOUT_MS = 5_000
const PING_EVERY_MS = 15_000
/** About ten seconds of speech as base64: behind that, more audio would only make the lag longer. */
const MAX_AUDIO_BACKLOG_BYTES = 640 * 1024
/** Commands are small and must not be lost; a session so far behind is dead. */
const MAX_BACKLOG_BYTES = 4 * 1024 * 1024
const MAX_EVENT_BYTES = 16 * 1024 * 1024

const APPEND_PREFIX = '{"type":"input_audio_buffer.append","audio":"'
const APPEND_SUFFIX = '"}'
const asText = { binary: false }

/**
 * OpenAI's Realtime API over a plain `ws`: the SDK's own socket forces wss, which
 * shuts out the sandbox, and parses every delta. `baseUrl` as the SDK takes it
 * (`https://api.openai.com/v1`).
 */
export function openaiRealtime(options: { apiKey: string; baseUrl: string; isSandboxed: boolean }): UpstreamVoice {
  return {
    isSandboxed: options.isSandboxed,
    connect: ({ model, safetyIdentifier }, listener) =>
      new RealtimeSession(
        { url: realtimeUrl(options.baseUrl, model), apiKey: options.apiKey, safetyIdentifier },
        listener,
      ),
  }
}

function realtimeUrl(baseUrl: string, model: string): string {
  const base = baseUrl.replace(/^http/, 'ws').replace(/\/$/, '')
  return `${base}/realtime?model=${encodeURIComponent(model)}`
}

class RealtimeSession implements UpstreamSession {
  readonly #socket: WebSocket
  readonly #listener: UpstreamListener
  readonly #pinging: NodeJS.Timeout
  readonly #deltas = new AudioDeltaReader(readAudioDelta)
  /** Commands given before the socket was open. */
  #waiting: UpstreamCommand[] | null = []
  #isAlive = true
  #isClosed = false

  constructor(options: { url: string; apiKey: string; safetyIdentifier: string }, listener: UpstreamListener) {
    this.#listener = listener
    this.#socket = new WebSocket(options.url, {
      headers: {
        Authorization: `Bearer ${options.apiKey}`,
        'OpenAI-Safety-Identifier': options.safetyIdentifier,
      },
      // Deflate costs three times the processor time of the whole relay (measured), and audio does not shrink.
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: MAX_EVENT_BYTES,
      followRedirects: false,
      // Checking that base64 is UTF-8 is work for nothing; what is parsed is checked by JSON.parse.
      skipUTF8Validation: true,
    })
    this.#socket.on('open', () => this.#opened())
    this.#socket.on('message', (data: Buffer, isBinary) => this.#received(data, isBinary))
    this.#socket.on('pong', () => (this.#isAlive = true))
    this.#socket.on('error', (error) => this.#closed(1006, error.message))
    this.#socket.on('close', (code, reason) => this.#closed(code, reason.toString('utf8')))
    this.#pinging = setInterval(() => this.#ping(), PING_EVERY_MS)
    this.#pinging.unref()
  }

  send(command: UpstreamCommand): void {
    if (this.#isClosed) return
    if (this.#waiting) {
      this.#waiting.push(command)
      return
    }
    if (this.#socket.bufferedAmount > MAX_BACKLOG_BYTES) {
      this.#socket.terminate()
      this.#closed(1006, 'The provider does not read what it is sent')
      return
    }
    this.#socket.send(JSON.stringify(writeClientEvent(command)))
  }

  append(pcm: Uint8Array): boolean {
    if (this.#isClosed || this.#waiting || this.#socket.bufferedAmount > MAX_AUDIO_BACKLOG_BYTES) return false
    this.#socket.send(appendEvent(pcm), asText)
    return true
  }

  bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  close(): void {
    this.#closed(1000, 'closed by us')
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#socket.terminate()
    else this.#socket.close(1000)
  }

  #opened(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const command of waiting) this.send(command)
  }

  #received(data: Buffer, isBinary: boolean): void {
    if (this.#isClosed || isBinary) return
    if (looksLikeAudioDelta(data)) {
      const chunk = this.#deltas.read(data)
      if (chunk) this.#listener.audio(chunk)
      return
    }
    const text = data.toString('utf8')
    const event = readServerEvent(text)
    if (event === null) return
    if (event.type === 'other' && event.name === 'response.output_audio.delta') {
      const chunk = readAudioDelta(text)
      if (chunk) this.#listener.audio(chunk)
      return
    }
    this.#listener.event(event)
  }

  #ping(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return
    if (!this.#isAlive) {
      this.#socket.terminate()
      this.#closed(1006, 'The provider stopped answering')
      return
    }
    this.#isAlive = false
    this.#socket.ping()
  }

  #closed(code: number, reason: string): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearInterval(this.#pinging)
    this.#listener.closed({ code, reason })
  }
}

/**
 * As bytes: ws masks these straight into one buffer behind their header, and one write
 * goes out. A string it encodes, measures and masks apart, and writes in two pieces.
 */
function appendEvent(pcm: Uint8Array): Buffer {
  const base64 = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64')
  return Buffer.from(APPEND_PREFIX + base64 + APPEND_SUFFIX, 'latin1')
}
