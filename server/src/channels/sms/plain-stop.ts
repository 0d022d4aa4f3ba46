/*
 * "Please stop texting me" is as good a revocation as STOP, though Twilio does not read it. Each pattern is one
 * way of saying so; all of them are about texts, lists or being left alone, so that "stop by at 3" and
 * "should I stop taking aspirin" are none.
 */

/** Around the words that count. */
const filler =
  /\b(?:please|pls|plz|kindly|just|now|already|thanks|thank you|thx|ty|ok|okay|hi|hello|hey|no|yes|sorry|asap|immediately|ava)\b/g

const texts = String.raw`(?:(?:text|sms|marketing|promo|promotional|spam|reminder|automated) )?(?:texts?|messages?|msgs?|sms|spam|reminders?|alerts?|notifications?|promos?|promotions?|stuff|crap)`
const some = String.raw`(?:(?:me|us) )?(?:(?:any|anymore|more|all|all of|these|those|this|the|your|such|so many|of) )*`
const us = String.raw`(?:me|us|my (?:number|phone|cell)|this (?:number|phone))`
const list = String.raw`(?:(?:your|the|this|that|all|any|mailing|marketing|text|texting|sms|contact|contacts|messaging|call|calling|distribution) )*(?:lists?|texts?|messages?|sms|contacts|database|system|marketing|mailings?)`

const sentences = [
  // As a whole: "stop", "stop it", "please stop all this".
  /^stop(?: (?:all|it|this|that|all this|everything|all of (?:it|this)))?$/,
  new RegExp(
    `\\bstop(?: the)? (?:texting|messaging|contacting|spamming|harassing|bothering|bugging|writing|smsing)(?: (?:to )?${us})?\\b`,
  ),
  new RegExp(
    `\\b(?:stop|quit|cease) (?:sending|with|receiving|getting|the|these|those|your|all|all the)(?: ${some.replaceAll('(?:(?:me|us) )?', '(?:me |us )?')}|\\s)*${texts}\\b`,
  ),
  /\bstop sending (?:me |us )?(?:these|this|those|them|anything|it)$/,
  new RegExp(`\\bquit (?:texting|messaging|contacting|spamming|bothering)(?: ${us})?\\b`),
  new RegExp(`\\b(?:don't|dont|do not|never)(?: ever)? (?:text|message|sms|contact|write(?: to)?) ${us}\\b`),
  new RegExp(`\\b(?:don't|dont|do not|never)(?: ever)? send (?:me|us) ${some}${texts}\\b`),
  new RegExp(
    `\\b(?:don't|dont|do not|no longer) (?:want|wish|like|care|need)(?: to (?:receive|get|be sent|have))? ${some}${texts}\\b`,
  ),
  /\b(?:don't|dont|do not|no longer) (?:want|wish|like)(?: to be)? (?:texted|messaged|contacted)\b/,
  new RegExp(`^no more ${some}${texts}\\b`),
  new RegExp(
    `\\b(?:remove|take|delete|drop|get) (?:me|us|my (?:number|phone|phone number|cell)|this number) (?:off|from|out of)(?: of)? ${list}\\b`,
  ),
  /^(?:remove|delete) (?:me|my (?:number|phone|phone number|cell)|this number)$/,
  /^take me off$/,
  /^(?:(?:i )?(?:want|need|wish|would like|'d like|i'd like) to )?unsubscribe\b/,
  /\b(?:want|need|wish|like) to opt[ -]?out$/,
  /^(?:(?:can|could|would) you )?(?:unsubscribe|opt) (?:me|us|this number)(?: out)?\b/,
  new RegExp(`^(?:i )?opt(?:ing)?[ -]?out(?: of ${some}${texts})?$`),
  new RegExp(`\\bopt[ -]?out of ${some}${texts}\\b`),
  /^stop all$/,
  /\b(?:leave me alone|lose my number)\b/,
  new RegExp(
    `^(?:i (?:want|would like) to )?(?:cancel|end) ${some}(?:(?:text|sms) )?(?:texts|text messages|messages|sms|text alerts|alerts|subscription)$`,
  ),
  // Spanish.
  /^(?:alto|basta|paren?|d[ée]jenme en paz)$/,
  /\bdej[ae]n? de (?:enviar|mandar|escribir|textear)/,
  /\bno (?:me|nos) (?:env[ií]en?|manden?|escriban?|textee?n?)(?: m[áa]s| mensajes| textos)/,
  /\bno quiero (?:recibir )?(?:m[áa]s )?(?:mensajes|textos|sms)\b/,
  /\b(?:dar(?:me)?|denme|quiero la) (?:de )?baja\b/,
]

/** Only for now, or only about something: Ava, or a person, answers that. */
const limited =
  /\b(?:until|till|before|after|during|while|today|tonight|tomorrow|this (?:morning|afternoon|evening|week|weekend)|at (?:work|night|\d)|on (?:mon|tues|wednes|thurs|fri|satur|sun)days?|so (?:late|early)|late at night|hasta|mañana)\b/

/** Said of a stop that is not asked for. */
const negated =
  /\b(?:don't|dont|do not|didn't|did not|never|not|won't|please do not) (?:\w+ )?(?:stop|unsubscribe|opt|remove|take me|quit)\b|\bno dej/

/** Whether somebody asks, in words of their own, for no more texts. */
export function asksToStop(text: string): boolean {
  return sentencesOf(text).some(
    ({ bare, whole }) =>
      !negated.test(whole) &&
      !limited.test(whole) &&
      sentences.some((pattern) => pattern.test(bare) || pattern.test(whole)),
  )
}

/** Each sentence as it is and without what is said around it; a lone "stop" counts when it is all there is. */
function sentencesOf(text: string): { bare: string; whole: string }[] {
  const plain = text
    .slice(0, 1_600)
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
  const parts = plain
    .split(/[.!?\n;¡¿]+/)
    .map(wordsOnly)
    .filter((part) => part !== '')
  const isAlone = wordsOnly(parts.join(' ').replace(filler, ' '))
  return parts
    .map((whole) => ({ whole, bare: wordsOnly(whole.replace(filler, ' ')) }))
    .filter(({ bare, whole }) => !/^stop\b(?: all)?$/.test(bare) || isAlone === bare || /\bplease\b/.test(whole))
}

function wordsOnly(text: string): string {
  return text
    .replace(/[^\p{L}\p{N}' -]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
