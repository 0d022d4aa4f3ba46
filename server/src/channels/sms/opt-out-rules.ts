import type { OptOutSource } from './opt-outs.ts'
import { optOutWord } from './opt-out-words.ts'
import { asksToStop } from './plain-stop.ts'
import type { Notice } from './notices.ts'

export interface OptOutReading {
  /** What they want from now on; null: what they wanted before. */
  change: { isOptedOut: boolean; source: OptOutSource } | null
  /** What the law, or courtesy, wants answered, where Twilio has not answered already. */
  notice: Extract<Notice, 'stopped' | 'started' | 'help'> | null
  /** It is a text like any other as well, to be answered by whoever answers. */
  goesOn: boolean
  /** They write, but may not be written to. */
  isUnanswerable: boolean
}

const nothing: OptOutReading = { change: null, notice: null, goesOn: false, isUnanswerable: false }

/**
 * What a text says about wanting texts. Twilio reads its own words before we hear of them, and answers each
 * change once, as the carriers want it; a second answer would be one too many, and to somebody who is
 * out it would be refused. Of a stop in other words Twilio knows nothing: that is ours to answer, once.
 */
export function readOptOut(
  text: string,
  state: {
    optOutType: string | null
    /** The newest entry of the ledger says that they are out, and by whose word; null: they are not. */
    optedOutBy: OptOutSource | null
    twilioAnswers: boolean
  },
): OptOutReading {
  const { optedOutBy, optOutType } = state
  const isOut = optedOutBy !== null
  const isAnswered = state.twilioAnswers || optOutType !== null
  const word = optOutWord(text, optOutType)
  if (word === 'stop') {
    const change = { isOptedOut: true, source: 'keyword' } as const
    return { ...nothing, change, notice: isAnswered || isOut ? null : 'stopped' }
  }
  if (word === 'help') return { ...nothing, notice: isAnswered ? null : 'help' }
  if (word === 'start') {
    // YES begins anew, and is an answer to whatever was asked before.
    const isYes = /^\s*yes\s*$/i.test(text)
    if (!isOut) return { ...nothing, goesOn: isYes || optOutType === null }
    const twilioKnew = optedOutBy === 'keyword' || optedOutBy === 'provider'
    const change = { isOptedOut: false, source: 'keyword' } as const
    return { ...nothing, change, goesOn: isYes, notice: isYes || (isAnswered && twilioKnew) ? null : 'started' }
  }
  if (asksToStop(text)) {
    return { ...nothing, change: { isOptedOut: true, source: 'plain_words' }, notice: isOut ? null : 'stopped' }
  }
  return isOut ? { ...nothing, isUnanswerable: true } : { ...nothing, goesOn: true }
}
