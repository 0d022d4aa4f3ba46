import type { Reading } from '../reading/reading.ts'
import { say, thenAsk, type Scene, type Step } from './step.ts'

/** What the person has said yes to, as the tool's parameters put it. */
export function agreed({ pending, accepted }: Reading): Record<string, unknown> {
  const given: Record<string, unknown> = {}
  for (const reason of accepted) {
    const named = reason.replace(/^needs_/, '')
    given[`${named}_accepted`] = true
    given[`${named}_acknowledged`] = true
  }
  if (pending?.isAgreed && pending.reason === 'needs_confirmation') given.confirmed = true
  return given
}

/** What waits for a yes, asked; null when nothing does. A rule that was read out is not read out again after every question. */
export function pendingStep(
  { reading: { pending } }: Scene,
  { hasAnswered, words, question }: { hasAnswered: boolean; words: string; question: string },
): Step | null {
  if (!pending || pending.isAgreed) return null
  const whole = thenAsk(pending.say ?? words, question)
  const [last] = /[^.!?]+\?\s*$/.exec(whole) ?? []
  return say(
    hasAnswered && pending.reason !== 'needs_confirmation' && last
      ? `And what I said before: ${lowerFirst(last.trim())}`
      : whole,
  )
}

function lowerFirst(words: string): string {
  return /^I\b/.test(words) ? words : words.slice(0, 1).toLowerCase() + words.slice(1)
}
