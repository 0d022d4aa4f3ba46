import { spokenPieces } from '../voice/spoken-text.ts'
import type { MindRequest, MindTurn } from '../mind/mind-request.ts'
import type { Faults } from './faults.ts'
import type { Call } from './output-call.ts'
import type { Speech } from './output-speech.ts'
import type { Writing } from './output-text.ts'

/** What a response will put out, in order: words first, then calls. */
export function planOutput({
  mind,
  modality,
  faults,
  think,
}: {
  mind: MindRequest
  modality: 'audio' | 'text'
  faults: Faults
  think: (request: MindRequest) => MindTurn
}): (Speech | Writing | Call)[] {
  const forced = faults.functionCalls.splice(0)
  const { text = '', toolCalls }: MindTurn | { text?: string; toolCalls: Faults['functionCalls'] } =
    forced.length > 0 ? { toolCalls: forced } : think(mind)
  const calls = (mind.toolChoice === 'none' ? [] : toolCalls).map(({ name, arguments: given }): Call => {
    return { kind: 'call', name, arguments: typeof given === 'string' ? given : JSON.stringify(given) }
  })
  if (text.trim() === '') return calls
  if (modality === 'text') return [{ kind: 'text', text }, ...calls]
  return [...speeches(text, faults), ...calls]
}

function speeches(text: string, { twoAudioItems }: Faults): Speech[] {
  if (!twoAudioItems) return [{ kind: 'speech', text }]
  const pieces = spokenPieces(text)
  // One sentence alone is cut at a space, so that there are two items to tell apart.
  const [preamble, rest] = pieces.length > 1 ? [pieces[0]!, pieces.slice(1).join('')] : halves(text)
  return [
    { kind: 'speech', text: preamble, phase: 'commentary' },
    { kind: 'speech', text: rest, phase: 'final_answer' },
  ]
}

function halves(text: string): [string, string] {
  const space = text.indexOf(' ', text.length >> 1)
  return space === -1 ? [text, text] : [text.slice(0, space + 1), text.slice(space + 1)]
}
