import { en, type Strings } from './en.ts'

export type { Strings }

/** Languages the panel speaks. One file each, of the shape of en.ts. */
const languages: Record<string, (ava: string) => Strings> = { en }

/** For `pt-BR`: pt-BR, else pt, else English. */
export function stringsFor(language: string, persona: string): Strings {
  const strings = languages[language] ?? languages[language.split('-')[0]!] ?? en
  return strings(persona)
}
