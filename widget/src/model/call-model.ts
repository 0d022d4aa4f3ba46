import { signal } from '@preact/signals'
import type { ServerMessage } from '@ava/protocol/widget-socket.ts'
import { openMicrophone, type MicrophoneProblem } from '../audio/open-microphone.ts'
import type { StartVoice, Voice } from '../audio/voice-contract.ts'
import type { LiveLink } from '../session/live-link.ts'

export type CallPhase = 'none' | 'asking' | 'connecting' | 'live' | 'reconnecting'
export type CallProblem = MicrophoneProblem | 'microphoneLost' | 'voiceFailed' | 'down'
type CallStarted = Extract<ServerMessage, { type: 'call.started' }>

/** The server has this long to take a call. */
const ANSWER_WITHIN_MS = 20_000

export interface CallWorld {
  link: LiveLink
  baseUrl: string
  problem(problem: CallProblem): void
  /** The call is over for the visitor, whoever ended it. */
  ended(durationMs: number): void
  began(): void
}

/** A call in this conversation: from the press to the microphone let go. */
export class CallModel {
  readonly phase = signal<CallPhase>('none')
  readonly isMuted = signal(false)
  readonly isDucked = signal(false)
  readonly elapsedSeconds = signal(0)
  readonly levels = signal({ microphone: 0, ava: 0 })
  readonly hasSandboxEars = signal(false)
  #world: CallWorld
  #voice: Voice | null = null
  #callId: string | null = null
  /** Aborted when the visitor hangs up, also while the browser still asks. */
  #ended = new AbortController()
  #startedAt = 0
  #clock: ReturnType<typeof setInterval> | undefined
  #patience: ReturnType<typeof setTimeout> | undefined

  constructor(world: CallWorld) {
    this.#world = world
  }

  get isOngoing(): boolean {
    return this.phase.peek() !== 'none'
  }

  /** Call it synchronously from the press: the browser gives microphone and sound to a gesture only. */
  start(): void {
    if (this.isOngoing) return
    this.phase.value = 'asking'
    this.#ended = new AbortController()
    void this.#start(this.#ended.signal)
  }

  async #start(signal: AbortSignal): Promise<void> {
    const opening = openMicrophone()
    const loading = import('../audio/voice.ts').then(
      ({ startVoice }) => startVoice,
      () => null,
    )
    this.#world.link.connect()
    const opened = await opening
    if (signal.aborted) return opened.ok ? opened.microphone.release() : undefined
    if (!opened.ok) return this.#fail(opened.reason)
    this.phase.value = 'connecting'
    const { microphone } = opened
    const voice = await this.#openVoice(await loading, microphone)
    if (!voice || signal.aborted) {
      if (voice) voice.stop()
      else microphone.release()
      return signal.aborted ? undefined : this.#fail('voiceFailed')
    }
    this.#voice = voice
    if (this.#world.link.isReady) this.#join()
  }

  async #openVoice(startVoice: StartVoice | null, microphone: Parameters<StartVoice>[0]): Promise<Voice | null> {
    const { link, baseUrl } = this.#world
    try {
      return await startVoice!(
        microphone,
        {
          send: (message) => link.send(message),
          sendAudio: (frame) => link.sendAudio(frame),
          bufferedBytes: () => link.bufferedBytes,
          levels: (levels) => (this.levels.value = levels),
          ducked: (isDucked) => (this.isDucked.value = isDucked),
          microphoneLost: () => {
            this.hangUp()
            this.#world.problem('microphoneLost')
          },
        },
        baseUrl,
      )
    } catch {
      // The chunk or a worklet did not load, or the browser has no AudioWorklet.
      return null
    }
  }

  #join(): void {
    if (!this.#voice) return
    // The server's call ended with the connection: this is another one, and what is still playing is not its voice.
    if (this.#callId !== null) this.#voice.restarted()
    this.#world.link.send({ type: 'call.start' })
    if (this.isMuted.peek()) this.#world.link.send({ type: 'call.mute', muted: true })
    this.#voice.connected()
    clearTimeout(this.#patience)
    this.#patience = setTimeout(() => {
      this.hangUp()
      this.#world.problem('down')
    }, ANSWER_WITHIN_MS)
  }

  // ── what the link brings ──────────────────────────────────────────────────

  linkReady(): void {
    if (this.isOngoing) this.#join()
  }
  linkLost(): void {
    this.#voice?.disconnected()
    clearTimeout(this.#patience)
    if (this.phase.peek() === 'live') this.phase.value = 'reconnecting'
  }
  started({ callId, ears }: CallStarted): void {
    if (!this.isOngoing || !this.#voice) return
    clearTimeout(this.#patience)
    const isFirst = this.#callId === null
    this.#callId = callId
    this.hasSandboxEars.value = ears === 'sandbox'
    this.phase.value = 'live'
    if (!isFirst) return
    this.#startedAt = performance.now()
    this.#clock = setInterval(() => this.#tick(), 1_000)
    this.#world.began()
  }
  /** The server says so. */
  over(): void {
    if (this.isOngoing) this.#finish()
  }
  audio(frame: Uint8Array<ArrayBuffer>): void {
    this.#voice?.play(frame)
  }
  flush(epoch: number): void {
    this.#voice?.flush(epoch)
  }
  duck(isDucked: boolean): void {
    this.#voice?.duck(isDucked)
  }

  // ── what the visitor does ─────────────────────────────────────────────────

  toggleMute(): void {
    this.isMuted.value = !this.isMuted.peek()
    this.#voice?.mute(this.isMuted.peek())
    this.#world.link.send({ type: 'call.mute', muted: this.isMuted.peek() })
  }

  /** Ends the call here and at the server; the microphone is free when this returns. */
  hangUp(): void {
    if (!this.isOngoing) return
    this.#world.link.send({ type: 'call.end' })
    this.#finish()
  }

  #tick(): void {
    this.elapsedSeconds.value = Math.floor((performance.now() - this.#startedAt) / 1_000)
  }

  #fail(problem: CallProblem): void {
    this.#finish()
    this.#world.problem(problem)
  }

  #finish(): void {
    const wasLive = this.#callId !== null
    const durationMs = wasLive ? performance.now() - this.#startedAt : 0
    this.#ended.abort()
    this.#voice?.stop()
    this.#voice = null
    this.#callId = null
    clearInterval(this.#clock)
    clearTimeout(this.#patience)
    this.phase.value = 'none'
    this.isMuted.value = false
    this.isDucked.value = false
    this.elapsedSeconds.value = 0
    this.levels.value = { microphone: 0, ava: 0 }
    if (wasLive) this.#world.ended(durationMs)
  }
}
