import { countSegments } from '../messages/segments.ts'
import type { WrittenChannel } from './instructions.ts'

const MAX_SEGMENTS = 2

export interface AnswerFrame {
  /** Who is written to, where that is known. */
  givenName: string | null
  /** Under an email, below an empty line. */
  signature: string
}

/**
 * An answer as it is sent: a text without letters that make it dear, and not longer than two of its
 * segments; an email with greeting and signature. A sentence that must be said as it stands is never cut.
 */
export function composeAnswer(
  channel: WrittenChannel,
  answer: { text: string; isExact: boolean },
  frame: AnswerFrame,
): string {
  const { text, isExact } = answer
  if (channel === 'chat') return text
  if (channel === 'sms') return isExact ? text : shorten(plainLetters(text))
  const greeting = frame.givenName ? `Hi ${frame.givenName},` : 'Hello,'
  return `${greeting}\n\n${isExact ? text : withoutFrame(text)}\n\n${frame.signature}`
}

/** One of these in a text makes every letter of it count more than twice. */
function plainLetters(text: string): string {
  return text
    .replaceAll(/[‘’‚′]/g, "'")
    .replaceAll(/[“”„″]/g, '"')
    .replaceAll(/[–—−]/g, '-')
    .replaceAll('…', '...')
    .replaceAll('•', '-')
    .replaceAll(/[\u00A0\u2007\u2009\u202F]/g, ' ')
    .trim()
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })
const words = new Intl.Segmenter('en', { granularity: 'word' })

function shorten(text: string): string {
  if (countSegments(text) <= MAX_SEGMENTS) return text
  const whole = fitting(sentences, text, '')
  return whole === '' ? fitting(words, text, '...') : whole
}

/** As many pieces from the beginning as fit, with `end` behind them. */
function fitting(segmenter: Intl.Segmenter, text: string, end: string): string {
  let kept = ''
  for (const { segment } of segmenter.segment(text)) {
    if (countSegments(`${`${kept}${segment}`.trimEnd()}${end}`) > MAX_SEGMENTS) break
    kept += segment
  }
  return kept.trim() === '' ? '' : `${kept.trimEnd()}${end}`
}

const ownGreeting = /^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b[^\n.?]{0,60}[,!.]?[ \t]*\n+/i
const ownSignature =
  /\n+(?:(?:warm(?:est)?|kind(?:est)?|best) (?:regards|wishes)|best|sincerely|regards|cheers|warmly|thank you|thanks)[,.!]?[ \t]*\n[^\n]{0,80}(?:\n[^\n]{0,80}){0,3}\s*$/i

/** Models add what they were asked to leave out. */
function withoutFrame(text: string): string {
  const bare = text.trim().replace(ownGreeting, '').replace(ownSignature, '').trim()
  return bare === '' ? text.trim() : bare
}
