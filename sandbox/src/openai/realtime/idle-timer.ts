import { commitInput } from './commit-input.ts'
import { respondToTurn } from './request-response.ts'
import type { RealtimeSession } from './session.ts'
import { newId } from './ids.ts'

/** `idle_timeout_ms` of server VAD: nobody has spoken for so long since the assistant's audio would have been played. */
export class IdleTimer {
  readonly #session: RealtimeSession
  #cancel: (() => void) | null = null
  #startMs = 0

  constructor(session: RealtimeSession) {
    this.#session = session
  }

  /** A response has ended that takes `playbackMs` to hear, measured from now. */
  start(playbackMs: number): void {
    this.stop()
    const { state, config, turns } = this.#session
    const detection = config.audio.input.turn_detection
    if (detection?.type !== 'server_vad' || detection.idle_timeout_ms === null || turns.isSpeaking) return
    this.#startMs = turns.positionMs + playbackMs
    this.#cancel = state.clock.alarm(state.clock.now() + playbackMs + detection.idle_timeout_ms, () => this.#ring())
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #ring(): void {
    const session = this.#session
    this.#cancel = null
    if (session.activeResponse) return
    session.turnItemId = newId('item')
    const endMs = session.turns.positionMs
    session.emit({
      type: 'input_audio_buffer.timeout_triggered',
      audio_start_ms: Math.min(this.#startMs, endMs),
      audio_end_ms: endMs,
      item_id: session.turnItemId,
    })
    session.input.keepLast(endMs - this.#startMs)
    commitInput(session)
    respondToTurn(session)
  }
}
