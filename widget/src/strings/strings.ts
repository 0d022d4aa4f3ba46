import { en, type Strings } from './en.ts'

export type { Strings }
export type Words = (ava: string) => Strings

/** Languages the panel speaks beside English; each is fetched when somebody reads it. One file each, of the shape of en.ts. */
const languages: Record<string, () => Promise<Words>> = { es: () => import('./es.ts').then(({ es }) => es) }

/** For `es-MX`: es-MX, else es, else English; English too where the file cannot be fetched. */
export async function wordsFor(language: string): Promise<Words> {
  const load = languages[language] ?? languages[language.split('-')[0]!]
  return load ? load().catch(() => en) : en
}

/** Until others are there. */
export const english: Words = en
