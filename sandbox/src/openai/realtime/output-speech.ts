import { speak } from '../voice/speak.ts'
import { spokenPieces } from '../voice/spoken-text.ts'
import { fliteVoiceFor } from '../voice/voices.ts'
import { encodeAudio, rateOf } from './audio-format.ts'
import type { ConversationEntry } from './conversation.ts'
import { newId } from './ids.ts'
import { announceItem, finishItem } from './output-item.ts'
import type { OutputItem } from './output-item.ts'
import type { ResponseRun } from './response-run.ts'
import { unevenLengths } from './unevenness.ts'
import { modelAudioTokens, textTokens } from './usage.ts'

export interface Speech {
  kind: 'speech'
  text: string
  phase?: 'commentary' | 'final_answer'
}

/** About −46 dB below full scale. */
const audible = 160
const keptLeadInMs = 40

/** Makes the sound of a sentence, or waits for one that is being made already. */
function voiceOf(run: ResponseRun, text: string): Promise<Int16Array> {
  const { voice, format, speed } = run.request
  return speak(text, fliteVoiceFor(voice), { rate: rateOf(format), speed })
}

/** Starts on the first sentence while the model still seems to think. */
export function prepareSpeech(run: ResponseRun, { text }: Speech): void {
  const [first] = spokenPieces(text)
  // A failure is met again, and handled, when the sentence is due.
  if (first !== undefined) voiceOf(run, first).catch(() => undefined)
}

export function openSpeech(
  run: ResponseRun,
  { speech, outputIndex }: { speech: Speech; outputIndex: number },
): OutputItem {
  const { format } = run.request
  const entry: ConversationEntry = {
    item: {
      id: newId('item'),
      object: 'realtime.item',
      type: 'message',
      status: 'in_progress',
      role: 'assistant',
      ...(speech.phase ? { phase: speech.phase } : {}),
      content: [],
    },
    audio: { chunks: [], format, ms: 0 },
    heard: '',
    isModelAudio: true,
    timedWords: [],
  }
  announceItem(run, { entry, outputIndex })
  const place = { response_id: run.id, item_id: entry.item.id, output_index: outputIndex, content_index: 0 }
  run.emit({ type: 'response.content_part.added', ...place, part: { type: 'audio', transcript: '' } })
  return {
    entry,
    isGenerated: false,
    close(status) {
      const transcript = spokenSoFar(entry)
      if (entry.item.type === 'message') entry.item.content = [{ type: 'output_audio', transcript }]
      run.emit({ type: 'response.output_audio.done', ...place })
      run.emit({ type: 'response.output_audio_transcript.done', ...place, transcript })
      run.emit({ type: 'response.content_part.done', ...place, part: { type: 'audio', transcript } })
      finishItem(run, { entry, outputIndex, status })
    },
  }
}

function spokenSoFar({ timedWords }: ConversationEntry): string {
  return timedWords!
    .map(({ text }) => text)
    .join('')
    .trim()
}

/**
 * Streams the speech in uneven deltas, faster than it will be played, each with the
 * words that begin in it. Stops when the response is over; `onDelta` runs after each.
 */
export async function streamSpeech(
  run: ResponseRun,
  {
    speech,
    item,
    outputIndex,
    onDelta,
  }: { speech: Speech; item: OutputItem; outputIndex: number; onDelta: () => void },
): Promise<void> {
  const { format } = run.request
  const { entry } = item
  const audio = entry.audio!
  const samplesPerMs = rateOf(format) / 1000
  const place = { response_id: run.id, item_id: entry.item.id, output_index: outputIndex, content_index: 0 }
  const pieces = spokenPieces(speech.text)
  for (const [index, piece] of pieces.entries()) {
    const spoken = await voiceOf(run, piece)
    const samples = index === 0 ? withoutLeadIn(spoken, samplesPerMs) : spoken
    const next = pieces[index + 1]
    // Made ahead; a failure is met again, and handled, when its turn comes.
    if (next !== undefined) voiceOf(run, next).catch(() => undefined)
    const pieceMs = Math.floor(samples.length / samplesPerMs)
    const words = timeWords(piece, pieceMs)
    let at = 0
    for (const length of unevenLengths(pieceMs, run.random)) {
      if (run.isOver) return
      const until = at + length
      const begun = words.filter(({ startMs }) => startMs >= at && startMs < until)
      const delta = begun.map(({ text }) => text).join('')
      if (delta !== '') {
        const startMs = audio.ms - at
        entry.timedWords!.push(...begun.map(({ text, endMs }) => ({ text, endMs: startMs + endMs })))
        entry.heard = spokenSoFar(entry)
        run.output.text += textTokens(delta)
        run.emit({ type: 'response.output_audio_transcript.delta', ...place, delta })
      }
      const bytes = encodeAudio(samples.subarray(at * samplesPerMs, until * samplesPerMs), format)
      if (run.breaksConnection()) return
      audio.chunks.push(bytes)
      audio.ms += length
      run.output.audio += modelAudioTokens(length)
      run.markSpoken()
      run.emit({ type: 'response.output_audio.delta', ...place, delta: bytes.toString('base64') })
      onDelta()
      at = until
      if (run.reachesTokenLimit()) return
      if (!(await run.pause(length / run.speedUp))) return
    }
  }
}

/** Flite is silent for some 200 ms before a sentence; a model's reply begins at once. */
function withoutLeadIn(samples: Int16Array, samplesPerMs: number): Int16Array {
  const voice = samples.findIndex((sample) => Math.abs(sample) > audible)
  return voice === -1 ? samples : samples.subarray(Math.max(0, voice - keptLeadInMs * samplesPerMs))
}

/** Words, with the spaces after them, spread over the sound by their length. */
function timeWords(text: string, totalMs: number): { text: string; startMs: number; endMs: number }[] {
  let seen = 0
  return (text.match(/\s*\S+\s*/g) ?? [text]).map((word) => {
    const startMs = Math.floor((seen / text.length) * totalMs)
    seen += word.length
    return { text: word, startMs, endMs: Math.ceil((seen / text.length) * totalMs) }
  })
}
