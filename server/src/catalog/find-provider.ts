import { isNearly, plainWords } from './match-words.ts'

interface NamedProvider {
  givenName: string
  familyName: string
  displayName: string
}

export type ProviderMatch<P> =
  { kind: 'anyone' } | { kind: 'one'; provider: P } | { kind: 'several'; providers: P[] } | { kind: 'none' }

const anyone =
  /\b(?:any|anyone|anybody|any one|no preference|no one in particular|whoever|whichever|either|first available|does not matter|doesnt matter|dont care|dont mind)\b/
const titles = new Set([
  'dr',
  'doctor',
  'nurse',
  'md',
  'np',
  'rn',
  'pa',
  'do',
  'ms',
  'mrs',
  'mr',
  'miss',
  'with',
  'the',
  'le',
  'lme',
])

/** The provider that words mean: "Dr. Lee", "lee", "Rosa". Titles do not count, and one slip of the finger is allowed. */
export function findProvider<P extends NamedProvider>(providers: readonly P[], words: string): ProviderMatch<P> {
  const said = plainWords(words.slice(0, 100))
  if (said === '' || anyone.test(said)) return { kind: 'anyone' }
  const saidNames = said.split(' ').filter((word) => !titles.has(word))
  if (saidNames.length === 0) return { kind: 'none' }
  const scored = providers
    .map((provider) => {
      const names = [
        ...new Set(plainWords(`${provider.givenName} ${provider.familyName} ${provider.displayName}`).split(' ')),
      ]
      const hits = saidNames.filter((word) => names.some((name) => !titles.has(name) && isNearly(word, name))).length
      return { provider, hits }
    })
    .filter(({ hits }) => hits > 0)
  const most = Math.max(0, ...scored.map(({ hits }) => hits))
  const best = scored.filter(({ hits }) => hits === most).map(({ provider }) => provider)
  if (best.length === 0) return { kind: 'none' }
  return best.length === 1 ? { kind: 'one', provider: best[0]! } : { kind: 'several', providers: best }
}
