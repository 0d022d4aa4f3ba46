import { decodeAudio, rateOf } from './audio-format.ts'
import { decodeBase64 } from './base64.ts'
import type { ClientEvent } from './client-event.ts'
import { commitInput, hear } from './commit-input.ts'
import { newId } from './ids.ts'
import { refusal } from './problem.ts'
import { respondToTurn } from './request-response.ts'
import { semanticSilenceMs } from './semantic-silence.ts'
import type { RealtimeSession } from './session.ts'
import type { TurnEvent, TurnSettings } from './turns.ts'

type Of<Type extends ClientEvent['type']> = Extract<ClientEvent, { type: Type }>

const shortestCommitMs = 100
/** `semantic_vad` has no such field of its own. */
const semanticPrefixMs = 300

export function appendAudio(session: RealtimeSession, event: Of<'input_audio_buffer.append'>): void {
  if (!session.isConfigured) {
    const message = 'Audio was appended before the session was configured.'
    session.violate({ kind: 'append_before_session_updated', message, cause: event })
  }
  const decoded = decodeBase64(event.audio, 'audio')
  if (!decoded.ok) return session.refuse(decoded.problem, event)
  session.input.append(decoded.bytes)
  const { format } = session.config.audio.input
  const settings = turnSettings(session)
  const samples = decodeAudio(decoded.bytes, format)
  for (const turn of session.turns.push(samples, { rate: rateOf(format), settings })) heardTurn(session, turn)
  if (!settings) return
  if (session.turns.isSpeaking) reportWords(session)
  else session.input.forgetOldSilence()
}

export function clearAudio(session: RealtimeSession): void {
  session.input.clear()
  session.turns.reset()
  session.turnItemId = null
  session.emit({ type: 'input_audio_buffer.cleared' })
}

export function commitAudio(session: RealtimeSession, event: Of<'input_audio_buffer.commit'>): void {
  const { faults } = session.state
  const { ms } = session.input
  if (ms < shortestCommitMs) {
    const message = `Error committing input audio buffer: buffer too small. Expected at least ${shortestCommitMs}ms of audio, but buffer only has ${ms.toFixed(2)}ms of audio.`
    const problem = refusal('input_audio_buffer_commit_empty', message)
    // With turn detection on, the server may have committed first: a race, not a mistake.
    const isViolation = session.config.audio.input.turn_detection === null
    return session.later(faults.commitErrorMs, () => session.refuse(problem, event, { isViolation }))
  }
  session.out.hold(faults.commitAckMs)
  commitInput(session)
}

function turnSettings(session: RealtimeSession): TurnSettings | null {
  const detection = session.config.audio.input.turn_detection
  if (!detection) return null
  if (detection.type === 'server_vad') {
    const { threshold, prefix_padding_ms: prefixPaddingMs, silence_duration_ms: silence } = detection
    return { threshold, prefixPaddingMs, silenceMs: () => silence }
  }
  const { eagerness } = detection
  const silenceMs = (): number => semanticSilenceMs(eagerness, wordsOfTurn(session))
  return { threshold: 0.5, prefixPaddingMs: semanticPrefixMs, silenceMs }
}

function heardTurn(session: RealtimeSession, turn: TurnEvent): void {
  const detection = session.config.audio.input.turn_detection!
  if (turn.type === 'started') {
    session.turnItemId = newId('item')
    session.idle.stop()
    session.input.keepLast(session.turns.positionMs - turn.startMs)
    const { startMs } = turn
    session.emit({ type: 'input_audio_buffer.speech_started', audio_start_ms: startMs, item_id: session.turnItemId })
    if (detection.interrupt_response) session.activeResponse?.cancel('turn_detected')
    return
  }
  const itemId = session.turnItemId!
  session.emit({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: turn.endMs, item_id: itemId })
  if (!detection.create_response) return commitInput(session)
  const { responseBeforeCommitted } = session.state.faults
  commitInput(session, responseBeforeCommitted ? 200 : 0)
  respondToTurn(session)
}

/** Words while the person is still speaking, for the transcribers that send them. */
function reportWords(session: RealtimeSession): void {
  const { transcriber, turns, turnItemId } = session
  if (!turnItemId || !transcriber.isEarly(session.config.audio.input.transcription)) return
  transcriber.progress({ itemId: turnItemId, words: wordsOfTurn(session), speechMs: turns.speechMs })
}

/** What is being said, as far as the ear is concerned: it knows the whole line as soon as there is enough speech. */
function wordsOfTurn(session: RealtimeSession): string {
  const { turns, turnItemId } = session
  if (!turnItemId || turns.speechMs < 300) return ''
  return hear(session, { itemId: turnItemId, speechMs: turns.speechMs })
}
