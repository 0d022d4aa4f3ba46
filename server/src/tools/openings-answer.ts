import type { Card } from '@ava/protocol/widget-socket.ts'
import type { Opening } from '../scheduling/openings/find-openings.ts'
import type { ToolReturn } from './tool.ts'

/** Openings as the model sees them: a token, words, and nothing to compute with. */
export function openingFacts(openings: readonly Opening[]) {
  const hasPlaces = new Set(openings.map(({ locationId }) => locationId)).size > 1
  return openings.map(({ token, label, providerName, locationName, parts, seatsLeft }) => ({
    slot: token,
    label,
    provider: providerName,
    ...(hasPlaces ? { location: locationName } : {}),
    ...(parts.length > 1
      ? { visit: parts.map((part) => ({ service: part.serviceName, label: part.label, provider: part.providerName })) }
      : {}),
    ...(seatsLeft === null ? {} : { seats_left: seatsLeft }),
  }))
}

/** … and as the person sees them: tapping one says it. */
export function openingsCard(title: string, openings: readonly Opening[]): Card[] {
  if (openings.length === 0) return []
  const options = openings.map(({ label, providerName }) => ({
    label,
    detail: providerName,
    text: `${label} with ${providerName}`,
  }))
  return [{ kind: 'openings', title, options }]
}

/** Somebody was faster: the nearest free times, offered in its place. */
export function slotTaken(nearest: readonly Opening[]): ToolReturn {
  const [first] = nearest
  const say = first
    ? `That time has just been taken. The nearest I have is ${first.label} with ${first.providerName}. Would that work?`
    : 'That time has just been taken, and I see nothing free near it. Would another week work?'
  return {
    result: { ok: false, reason: 'slot_taken', say, openings: openingFacts(nearest) },
    cards: openingsCard('The nearest free times', nearest),
  }
}

/** A token that was never offered here, or offered too long ago. */
export function slotGone(reason: 'unknown_slot' | 'slot_expired'): ToolReturn {
  const say =
    reason === 'unknown_slot'
      ? 'Let me look up the free times again, so that we talk about the same one. Which day would you like?'
      : 'I kept that time for a while, but not any longer. Shall I look again?'
  return { result: { ok: false, reason, say } }
}
