import type { AboutSpa } from '../instructions/about-spa.ts'
import type { Reading } from '../reading/reading.ts'
import type { ToolAnswer } from '../reading/results.ts'
import { pick } from '../words/pick.ts'
import type { Call, Toolbox } from './toolbox.ts'

/** What to do next: words, calls, or words before calls. */
export interface Step {
  text: string
  calls: readonly Call[]
}

/** What a step is decided from. */
export interface Scene {
  reading: Reading
  tools: Toolbox
  about: AboutSpa
}

export function say(text: string): Step {
  return { text, calls: [] }
}

export function callWith(call: Call, text = ''): Step {
  return { text, calls: [call] }
}

/** One of several wordings, the same for the same conversation. */
export function vary({ reading }: Scene, ...ways: readonly [string, ...string[]]): string {
  return pick(ways, `${reading.turns} ${reading.lastHeard?.plain ?? ''}`)
}

/** The words, then the step. */
export function lead(words: string, step: Step): Step {
  return words === '' ? step : { ...step, text: joinWords(words, step.text) }
}

export function joinWords(...parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ')
}

/** A tool's sentence with a question after it, unless it asks one itself. */
export function thenAsk(words: string, question: string): string {
  return /\?\s*$/.test(words) ? words : joinWords(words, question)
}

/** The newest answer that Ava has not spoken about yet. */
export function newest({ reading }: Scene): ToolAnswer | null {
  return reading.answers[reading.answers.length - 1] ?? null
}

export function askFor(what: 'help' | 'message', scene: Scene): string {
  if (what === 'message') return 'Shall I take a message for the team?'
  return vary(
    scene,
    'Is there anything else I can help with?',
    'Anything else I can do for you?',
    'Is there anything else?',
  )
}
