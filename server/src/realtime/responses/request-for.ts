import type { ResponseRequest } from '../../adapters/voice/upstream-voice.ts'
import type { Want } from './response-state.ts'

/** What is asked of the model. A fixed sentence takes the place of all instructions, and no tool may be called for it. */
export function requestFor(want: Want): ResponseRequest {
  if (want.reason === 'exact') return wordForWord(want.text)
  if (want.reason !== 'line') return {}
  return {
    ...wordForWord(want.line.text),
    // A filler comes between a tool call and its output: in the conversation it would stand in the way of both.
    ...(want.line.kind === 'filler' ? { isAside: true } : {}),
  }
}

function wordForWord(text: string): ResponseRequest {
  return { instructions: `Say exactly this, word for word, and nothing else: "${text}"`, isWithoutTools: true }
}
