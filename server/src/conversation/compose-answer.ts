import { countSegments } from '../messages/segments.ts'
import type { WrittenChannel } from './instructions.ts'

const MAX_SEGMENTS = 2

export interface AnswerFrame {
  /** Who is written to, where that is known. */
  givenName: string | null
  /** Under an email, below an empty line. */
  signature: string
  /** Before a text to somebody who cannot know yet who is writing. */
  introduction: string
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
  if (channel === 'sms')
    return isExact ? `${frame.introduction}${text}` : shorten(plainLetters(`${frame.introduction}${text}`))
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
/** A full stop after these ends no sentence, whatever a segmenter makes of the capital behind it. */
const abbreviated = /(?:^|[\s(])(?:dr|mr|mrs|ms|prof|st|ave|no|vs|approx|jr|sr|a\.m|p\.m)\.\s*$/i

function shorten(text: string): string {
  if (countSegments(text) <= MAX_SEGMENTS) return text
  const whole = fitting(sentencesOf(text), '')
  return whole === ''
    ? fitting(
        [...words.segment(text)].map(({ segment }) => segment),
        '...',
      )
    : whole
}

function sentencesOf(text: string): string[] {
  const found: string[] = []
  for (const { segment } of sentences.segment(text)) {
    const last = found.at(-1)
    if (last !== undefined && abbreviated.test(last)) found[found.length - 1] = last + segment
    else found.push(segment)
  }
  return found
}

/** As many pieces from the beginning as fit, with `end` behind them. */
function fitting(pieces: readonly string[], end: string): string {
  let kept = ''
  for (const piece of pieces) {
    if (countSegments(`${`${kept}${piece}`.trimEnd()}${end}`) > MAX_SEGMENTS) break
    kept += piece
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
