import { CONCEPTS, type Mention } from '../hearing/treatments.ts'
import { slips } from '../words/typos.ts'
import { text, type ListedService } from './results.ts'

const GENERAL = new Set(
  'the a an of for and with my your treatment treatments removal therapy session service services skin body full new visit appointment'.split(
    ' ',
  ),
)

/**
 * Which of the spa's services somebody means: none, one, or several that fit as well.
 * Names in the list count most, then other names the list gives, then what the trade's
 * ordinary words stand for.
 */
export function matchServices(mention: Mention, catalogue: readonly ListedService[]): ListedService[] {
  const concept =
    mention.concept ?? CONCEPTS.find(({ name }) => name.toLowerCase() === mention.words.toLowerCase()) ?? null
  const scored = catalogue.map((service) => {
    const names = [service.name, ...aliases(service)].map((name) => name.toLowerCase())
    const byName = concept?.isVague ? 0 : Math.max(...names.map((name) => likeness(mention.words, name)))
    const byConcept = concept && names.some((name) => concept.listed.test(name)) ? 0.6 : 0
    const isExact = names.some((name) => name === mention.words) ? 1 : 0
    return { service, score: isExact + byName + byConcept }
  })
  const best = Math.max(0, ...scored.map(({ score }) => score))
  if (best < (concept ? 0.5 : 0.6)) return []
  return scored.filter(({ score }) => score > best - 0.05).map(({ service }) => service)
}

/** Services whose own names stand in somebody's words, when no trade word did: the list knows more names than the trade's dictionary. */
export function servicesNamedIn(plain: string, catalogue: readonly ListedService[]): ListedService[] {
  return catalogue.filter((service) =>
    [service.name, ...aliases(service)].some((name) => {
      const words = contentWords(name.toLowerCase())
      return words.length > 0 && words.every((word) => contentWords(plain).some((said) => isSame(said, word)))
    }),
  )
}

function aliases({ facts }: ListedService): string[] {
  return ['aliases', 'also_called', 'alsoCalled', 'other_names', 'keywords', 'category', 'slug'].flatMap((key) => {
    const value = facts[key]
    return Array.isArray(value) ? value.flatMap((entry) => text(entry) ?? []) : (text(value) ?? [])
  })
}

/** How much of what was said stands in a name, 0 … 1. */
function likeness(said: string, name: string): number {
  const wanted = contentWords(said)
  if (wanted.length === 0) return 0
  const joined = name.replace(/[^\p{L}\p{N}]/gu, '')
  if (joined.length > 4 && wanted.join('') === joined) return 1
  const present = contentWords(name)
  return wanted.filter((word) => present.some((other) => isSame(word, other))).length / wanted.length
}

function contentWords(words: string): string[] {
  return words.split(/[^\p{L}\p{N}']+/u).filter((word) => word.length > 1 && !GENERAL.has(word))
}

function isSame(a: string, b: string): boolean {
  const stem = (word: string): string => word.replace(/(?:ies|s)$/, '')
  return stem(a) === stem(b) || (a.length > 5 && b.length > 5 && slips(a, b, 1) <= 1)
}
