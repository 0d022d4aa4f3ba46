import type { Request } from 'express'
import { fields } from './fields.ts'
import { labels } from './labels.ts'
import { refusals } from './refusals.ts'

const sentences = new Map(Object.entries({ ...labels, ...fields, ...refusals }))

/** Sentences that differ by a number. */
const patterns: [RegExp, string][] = [
  [/^(?:Use|Enter) at most ([\d,]+) characters\.$/, 'Use como máximo $1 caracteres.'],
  [/^Keep it under ([\d,]+) characters\.$/, 'Use menos de $1 caracteres.'],
  [/^Too many attempts\. Try again in (\d+) s\.$/, 'Demasiados intentos. Intente de nuevo en $1 s.'],
  [/^There is no such .* at this spa\. Load the page anew\.$/, 'Eso no existe en este spa. Cargue la página de nuevo.'],
]

/** A sentence of ours as the asker reads it. One that nobody has put into Spanish yet stays English: better read so than not at all. */
export function inLanguageOf(request: Request): (sentence: string) => string {
  return request.acceptsLanguages('en', 'es') === 'es' ? inSpanish : (sentence) => sentence
}

/** "Booking an appointment: it was refused" is two sentences' worth: each half has its own words. */
export function inSpanish(sentence: string): string {
  const known = sentences.get(sentence)
  if (known !== undefined) return known
  const [before, after] = patterns.find(([pattern]) => pattern.test(sentence)) ?? []
  if (before !== undefined && after !== undefined) return sentence.replace(before, after)
  const [head = '', ...rest] = sentence.split(': ')
  const tail = rest.join(': ')
  return sentences.has(head) && sentences.has(tail) ? `${inSpanish(head)}: ${inSpanish(tail)}` : sentence
}
