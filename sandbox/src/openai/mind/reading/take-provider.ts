import type { Heard } from '../hearing/hear.ts'
import { literal } from '../words/literal.ts'
import type { Reading } from './reading.ts'

export function takeProvider(reading: Reading, heard: Heard): Reading {
  if (heard.questions.length > 0 && !heard.wants.has('book')) return reading
  const titled = /\b(?:with|see|by|to|have|prefer|want|ask for|for) ((?:dr\.?|doctor|nurse) (?:\. )?\p{L}+)/u.exec(
    heard.plain,
  )
  const named = /\b[Ww]ith (\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?)/u.exec(heard.text)
  const known = (reading.openings ?? [])
    .map(({ provider }) => provider)
    .find(
      (name) =>
        name !== null && namesIn(name).some((word) => new RegExp(`\\bwith ${literal(word)}\\b`).test(heard.plain)),
    )
  if (
    /\b(?:any|anyone|anybody|whoever|no) (?:provider|injector|doctor|preference|is fine)\b|\bdoesn't matter who\b/.test(
      heard.plain,
    )
  )
    return { ...reading, provider: null }
  const spoken = heard.wants.has('book') ? plainName(heard.plain) : null
  const provider = known ?? named?.[1] ?? titled?.[1]?.replace(/\. /g, '') ?? spoken
  return provider && provider !== reading.provider ? { ...reading, provider } : reading
}

/** "with maya on friday": speech and hurried typing have no capitals. */
function plainName(plain: string): string | null {
  const name =
    /\bwith (\p{L}{3,})(?= (?:on|at|for|tomorrow|today|this|next|around|after|before|please|in)\b|[ .,!?]*$)/u.exec(
      plain,
    )?.[1]
  return name && !NOT_PROVIDERS.has(name) ? name : null
}

const NOT_PROVIDERS = new Set(
  'you her him them someone somebody anyone anybody whoever that this the botox filler fillers facial laser friend friends husband wife mom mother daughter sister insurance cash card'.split(
    ' ',
  ),
)

function namesIn(provider: string): string[] {
  return provider
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 2 && word !== 'doctor' && word !== 'nurse')
}
