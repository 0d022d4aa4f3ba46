import { isNearly, plainWords } from './match-words.ts'

interface Named {
  name: string
  slug: string
  aliases: string[]
}

export type ServiceMatch<S> = { kind: 'one'; service: S } | { kind: 'several'; services: S[] } | { kind: 'none' }

// What people say around a treatment's name.
const filling = new Set(
  'a an the some my for of with and or to in on at i id want like would get getting need appointment appointments treatment treatments session service services please book booking'.split(
    ' ',
  ),
)

/**
 * The service that words mean, among those of the spa: by name, alias or slug, then as part of
 * what was said, then by most words in common, slips of the finger allowed. Several when the
 * words fit them equally well: the person decides, not we.
 */
export function findService<S extends Named>(services: readonly S[], words: string): ServiceMatch<S> {
  const said = plainWords(words.slice(0, 200))
  if (said === '') return { kind: 'none' }
  const scored = services
    .map((service) => ({ service, score: Math.max(...namesOf(service).map((name) => score(name, said))) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
  const best = scored[0]
  if (!best) return { kind: 'none' }
  const equals = scored.filter(({ score }) => best.score - score < 0.05).map(({ service }) => service)
  return equals.length === 1 ? { kind: 'one', service: best.service } : { kind: 'several', services: equals }
}

/** Services for which the words are a topic ("injectables", "skin"), best first; all of them when there are no words. */
export function searchServices<S extends Named & { category: string; description: string }>(
  services: readonly S[],
  query: string,
): S[] {
  const said = plainWords(query.slice(0, 200))
  const wanted = said.split(' ').filter((word) => word !== '' && !filling.has(word))
  if (wanted.length === 0) return [...services]
  const match = findService(services, query)
  if (match.kind === 'one') return [match.service]
  if (match.kind === 'several') return match.services
  return services.filter((service) => {
    const about = plainWords(`${service.category} ${service.name} ${service.description}`).split(' ')
    return wanted.some((word) => about.some((one) => isNearly(word, one) || (word.length > 3 && one.startsWith(word))))
  })
}

function namesOf({ name, slug, aliases }: Named): string[] {
  return [name, slug, ...aliases].map(plainWords).filter(Boolean)
}

/** 3: the very name. 2 and up: said as a whole within more words, longer names first. Below: words in common. */
function score(name: string, said: string): number {
  const compact = (text: string) => text.replaceAll(' ', '')
  if (name === said || compact(name) === compact(said)) return 3
  if (` ${said} `.includes(` ${name} `)) return 2 + name.length / 1_000
  const saidWords = said.split(' ').filter((word) => !filling.has(word))
  const nameWords = name.split(' ').filter((word) => !filling.has(word))
  if (saidWords.length === 0 || nameWords.length === 0) return 0
  if (isNearly(compact(name), saidWords.join(''))) return 1.9
  const same = (a: string, b: string) => isNearly(a, b) || singular(a) === singular(b)
  const common = nameWords.filter((word) => saidWords.some((other) => same(word, other))).length
  if (common === 0) return 0
  // All the words of the name in any order, or the words said all being part of the name ("laser" of "laser hair removal").
  return common / nameWords.length + common / saidWords.length / 2
}

const singular = (word: string) => (word.length > 3 ? word.replace(/s$/, '') : word)
