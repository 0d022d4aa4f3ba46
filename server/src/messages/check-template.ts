import type { Wording } from './default-templates.ts'
import { requiredIn, variablesFor, type MessageChannel, type Purpose } from './purposes.ts'
import { parseTemplate, variablesOf } from './template-text.ts'

/** A text longer than that is refused by the carrier. */
const LONGEST_TEXT = 1_600
const LONGEST_LETTER = 20_000

/** Words that a carrier takes for STOP: whoever is told to reply with one gets no message any more. */
const stopWords =
  /\b(?:reply|text|answer|send|respond[ae]?|env[ií]e)\b[^.!?\n]{0,24}?\b(stop ?all|cancel|unsubscribe|end|quit|revoke|optout)\b/i

/**
 * What is wrong with a wording, in sentences; empty when nothing is. `treatments`: the names that it must not
 * contain, because the spa's messages do not name treatments.
 */
export function checkTemplate(template: {
  purpose: Purpose
  channel: MessageChannel
  subject: string | null
  text: string
  treatments: readonly string[]
}): string[] {
  const { channel, subject, text } = template
  const problems = [...checkWords(template, text)]
  if (channel === 'email') {
    if (!subject?.trim()) problems.push('An email needs a subject.')
    else problems.push(...checkWords(template, subject))
    if (subject && subject.length > 200) problems.push('The subject is longer than 200 characters.')
  }
  if (text.trim() === '') problems.push('There are no words in it.')
  const parsed = parseTemplate(text)
  const named = parsed.ok ? variablesOf(parsed.parts) : requiredIn(template.purpose)
  for (const name of requiredIn(template.purpose)) {
    if (!named.includes(name)) problems.push(`It has to say {{${name}}}.`)
  }
  const longest = channel === 'sms' ? LONGEST_TEXT : LONGEST_LETTER
  if (text.length > longest) problems.push(`It is longer than ${longest} characters.`)
  const stop = channel === 'sms' ? stopWords.exec(text)?.[1] : undefined
  if (stop) problems.push(`“${stop}” as an answer means STOP to the carrier. Ask for another word, such as N.`)
  return [...new Set(problems)]
}

function checkWords(
  { purpose, treatments }: { purpose: Purpose; treatments: readonly string[] },
  words: Wording['text'],
): string[] {
  const parsed = parseTemplate(words)
  if (!parsed.ok) return [parsed.problem]
  const known = variablesFor(purpose)
  const unknown = variablesOf(parsed.parts).filter((name) => !known.includes(name))
  const single = [...words.matchAll(/(?<!\{)\{\s*#?([a-z_]+)\s*\}(?!\})/g)].map(([, name]) => name!)
  const named = treatments.find((name) => name.length > 2 && isIn(name, words))
  return [
    ...unknown.map((name) => `There is no {{${name}}} here. There is ${known.map((one) => `{{${one}}}`).join(', ')}.`),
    ...single.filter((name) => known.includes(name)).map((name) => `Write {{${name}}} with two braces on each side.`),
    ...(named ? [`“${named}” names a treatment, and your messages do not name treatments. Use {{visit}}.`] : []),
  ]
}

function isIn(name: string, words: string): boolean {
  const plain = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}_])${plain}(?![\\p{L}\\p{N}_])`, 'iu').test(words)
}
