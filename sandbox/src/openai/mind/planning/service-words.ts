import type { Question } from '../hearing/questions.ts'
import type { Mention } from '../hearing/treatments.ts'
import { readServices, text, toRecord, type ListedService, type ToolAnswer } from '../reading/results.ts'
import { sentences } from '../words/sentences.ts'
import { matchServices } from '../reading/services.ts'
import { joinWords } from './step.ts'

/** Prices and services as the list gives them, said for the question that was asked. */
export function serviceWords(question: Question, answer: ToolAnswer, mention: Mention | null): string {
  const listed = readServices(answer.facts)
  if (listed.length === 0)
    return mention
      ? `I don't see ${mention.words} on our list of services.`
      : "I don't see that on our list of services."
  if (!mention)
    return question.kind === 'services' || question.kind === 'about_service'
      ? `We offer ${inWords(listed.map(({ name }) => name))}.`
      : listPrices(listed)
  const meant = matchServices(mention, listed)
  const found = meant.length > 0 ? meant : text(answer.args.query) && listed.length === 1 ? listed : []
  if (found.length === 0)
    return `I don't see ${mention.words} on our list. We offer ${inWords(listed.map(({ name }) => name))}.`
  if (found.length > 1 && mention.concept?.isVague)
    return `Do you mean ${inWords(
      found.map(({ name }) => name),
      'or',
    )}?`
  const described = found.slice(0, 2).map((service) => describe(service, question))
  return joinWords(
    question.kind === 'about_service' && /^(?:do|does|can|will|have)\b/.test(question.text.toLowerCase()) ? 'Yes.' : '',
    ...described,
  )
}

export function inWords(names: readonly string[], and = 'and'): string {
  if (names.length <= 1) return names[0] ?? ''
  return `${names.slice(0, -1).join(', ')} ${and} ${names[names.length - 1]}`
}

function describe(service: ListedService, question: Question): string {
  const price = priceOf(service)
  const minutes = minutesOf(service)
  const isAboutTime = /how (?:long|many minutes)/i.test(question.text)
  const priceWords = price ? `${service.name}: ${price}.` : `I don't have a price for ${service.name} here.`
  const timeWords = minutes ? `${question.kind === 'price' ? 'It' : service.name} takes about ${minutes} minutes.` : ''
  if (question.kind === 'price') return priceWords
  if (isAboutTime && timeWords) return timeWords
  const about = text(service.facts.description) ?? text(service.facts.summary)
  return joinWords(about ? firstSentence(about) : '', timeWords, price ? `The price: ${price}.` : '')
}

function listPrices(services: readonly ListedService[]): string {
  const priced = services.flatMap((service) => {
    const price = priceOf(service)
    return price ? [`${service.name}, ${price}`] : []
  })
  return priced.length > 0
    ? `${priced.slice(0, 4).join('; ')}. Which one are you interested in?`
    : `We offer ${inWords(services.map(({ name }) => name))}. Which one are you interested in?`
}

/** The list's own words for a price; cents only where it gives no words. */
function priceOf({ facts }: ListedService): string | null {
  for (const key of ['price', 'price_text', 'priceText', 'price_words', 'pricing', 'cost']) {
    const words = text(facts[key]) ?? text(toRecord(facts[key])?.text)
    if (words) return words.replace(/\.$/, '')
  }
  const cents = [facts.price_cents, facts.priceCents, facts.from_cents].find((value) => typeof value === 'number')
  return typeof cents === 'number' ? `$${(cents / 100).toFixed(cents % 100 === 0 ? 0 : 2)}` : null
}

function minutesOf({ facts }: ListedService): number | null {
  for (const key of ['minutes', 'duration_minutes', 'durationMinutes', 'duration_min', 'durationMin', 'duration']) {
    const value = facts[key]
    if (typeof value === 'number') return value
    const said = text(value) ? /\d+/.exec(String(value)) : null
    if (said) return Number(said[0])
  }
  return null
}

function firstSentence(words: string): string {
  return sentences(words)[0] ?? words
}
