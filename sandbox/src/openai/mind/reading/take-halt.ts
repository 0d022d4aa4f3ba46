import { searchAgain, type Reading, type Suggestion } from './reading.ts'
import { readHealthQuestions, text, type ToolAnswer } from './results.ts'
import { takeHealthQuestions } from './take-health.ts'
import { nothingChosen } from './take-goal.ts'

/** What stands in the way of a booking, and the way on that the tool proposes; null when it is none of that. */
export function takeHalt(reading: Reading, answer: ToolAnswer): Reading | null {
  const { reason, facts, say } = answer
  const proposed = (what: Suggestion['what']): Suggestion => ({ what, say, isHint: false })
  switch (reason) {
    case 'needs_screening':
    case 'needs_date': {
      const questions = readHealthQuestions(facts)
      return questions.length > 0
        ? takeHealthQuestions(reading, { questions, say, isDate: reason === 'needs_date' })
        : null
    }
    case 'not_asked':
      return { ...reading, health: null, toPass: [] }
    case 'clinician_review_needed': {
      const service = text(facts.consultation)
      const stopped = { ...nothingChosen(reading), goal: null, mention: null, also: [] }
      if (!service) return stopped
      // "How much is that?" is about what has just been proposed.
      const mention = { words: service.toLowerCase(), concept: null }
      return { ...stopped, mention, askedAboutAt: reading.turns, suggestion: proposed({ type: 'service', service }) }
    }
    case 'too_early': {
      const date = text(facts.earliest)
      return date ? { ...searchAgain(reading), suggestion: proposed({ type: 'from', date }) } : null
    }
    case 'needs_consultation': {
      const first = text(facts.consultation)
      const then = text(facts.service) ?? reading.mention?.words
      if (!first || !then) return null
      const more = reading.also.map(({ words }) => words)
      return { ...reading, pending: null, suggestion: proposed({ type: 'visit', services: [first, then, ...more] }) }
    }
    default:
      return null
  }
}

/** That something must come first is said before a time is chosen, once. */
export function takeHint(reading: Reading, { args, facts }: ToolAnswer): Reading {
  const first = text(facts.consultation_first)
  const service = text(args.service)
  if (!first || !service || reading.hinted === service || reading.goal !== 'book') return reading
  const more = Array.isArray(args.also) ? args.also.flatMap((one) => text(one) ?? []) : []
  const suggestion: Suggestion = {
    what: { type: 'visit', services: [first, service, ...more] },
    say: `For ${service} we need a ${first.toLowerCase()} first, unless you have had one here. Shall I look for both in one visit?`,
    isHint: true,
  }
  return { ...reading, hinted: service, suggestion }
}
