import type { OwnNumber, TwilioData } from './twilio-data.ts'

const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'])
const START = new Set(['START', 'YES', 'UNSTOP'])
const HELP = new Set(['HELP', 'INFO'])

export type OptOutWord = 'STOP' | 'START' | 'HELP'

/** What Twilio itself reads in a text: only when it is the whole of it, in capitals or not. */
export function optOutWord(body: string): OptOutWord | null {
  const word = body.trim().toUpperCase()
  if (STOP.has(word)) return 'STOP'
  if (START.has(word)) return 'START'
  return HELP.has(word) ? 'HELP' : null
}

const REPLIES: Record<OptOutWord, string> = {
  STOP: 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.',
  START:
    'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
  HELP: 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
}

/** Numbers of one messaging service share their opt-outs. */
function keyOf({ number, messagingServiceSid }: OwnNumber, person: string): string {
  return `${messagingServiceSid ?? number} ${person}`
}

export function hasOptedOut(data: TwilioData, own: OwnNumber, person: string): boolean {
  return own.optOut !== 'off' && data.optOuts.has(keyOf(own, person))
}

export function setOptedOut(data: TwilioData, own: OwnNumber, person: string, isOptedOut: boolean): void {
  if (isOptedOut) data.optOuts.add(keyOf(own, person))
  else data.optOuts.delete(keyOf(own, person))
}

/**
 * Applies a text to the list, and returns what Twilio answers by itself: one confirmation
 * when it changes something, and help whenever it is asked for. Null: it says nothing.
 */
export function applyOptOut(
  data: TwilioData,
  { own, person, word }: { own: OwnNumber; person: string; word: OptOutWord },
): string | null {
  if (own.optOut === 'off') return null
  if (word === 'HELP') return REPLIES.HELP
  const isStop = word === 'STOP'
  if (hasOptedOut(data, own, person) === isStop) return null
  setOptedOut(data, own, person, isStop)
  return REPLIES[word]
}
