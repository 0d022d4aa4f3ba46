import type { Asked } from '../hear.ts'
import { hear } from '../hear.ts'

/** What is looked at, what was said, and what it should come to ("none" for nothing). */
export type Wording = readonly [aspect: string, said: string, meant: string]

/** A Tuesday, in the morning in New York. */
const NOW = new Date('2026-11-24T15:00:00Z')

/** What the ears make of it, written as in the table. */
export function heardAs([aspect, said]: Wording): string {
  const asked = aspect.startsWith('asked ')
    ? (aspect.slice(6) as Asked)
    : aspect === 'time' || aspect === 'day'
      ? 'when'
      : null
  const heard = hear(said, { asked, now: NOW })
  const { name } = heard
  switch (aspect.replace('asked ', '')) {
    case 'wants':
      return [...heard.wants].join('+') || 'none'
    case 'question':
      return heard.questions[0]?.kind ?? 'none'
    case 'day':
      return heard.when.day ?? 'none'
    case 'time':
      return heard.when.time ?? 'none'
    case 'flexible':
      return heard.when.isFlexible ? 'yes' : 'no'
    case 'yes':
      return heard.yesNo ?? 'none'
    case 'name':
      return name ? `${name.given}|${name.family ?? ''}` : 'none'
    case 'phone':
      return heard.phone ?? 'none'
    case 'email':
      return heard.email ?? 'none'
    case 'code':
      return heard.code ?? 'none'
    case 'sensitive':
      return heard.sensitive ?? 'none'
    case 'treatment':
      return heard.treatments[0]?.concept?.name ?? 'none'
    case 'talk':
      return heard.smallTalk ?? 'none'
    default:
      return heard.isGoodbye ? 'yes' : 'no'
  }
}
