import type { MessageFacts } from '../../db/message-facts.ts'
import { valuesOf, type Told } from '../../messages/message-values.ts'
import { wordMessage } from '../../messages/word-message.ts'

interface OfferTold extends Omit<Told, 'spa'> {
  spa: MessageFacts
  language: string | null
  kind: 'phone' | 'email'
}

/** A time has come free and is kept for one who waits. As appointment messages, it does not name the treatment. */
export function offerMessage(told: OfferTold & { code: string; until: Date }): {
  subject: string | null
  text: string
} {
  return worded('waitlist_offer', told)
}

/** The time that was offered went away before it was answered. */
export function withdrawnMessage(told: OfferTold): { subject: string | null; text: string } {
  return worded('waitlist_withdrawn', told)
}

function worded(purpose: 'waitlist_offer' | 'waitlist_withdrawn', told: OfferTold) {
  const channel = told.kind === 'phone' ? 'sms' : 'email'
  const { language, spa } = told
  const values = (one: string) => valuesOf(told, { channel, language: one })
  return wordMessage({ purpose, channel, language, templates: spa.templates, values })
}
