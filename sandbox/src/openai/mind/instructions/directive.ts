/** What instructions for a single answer ask for. */
export type Directive =
  | { type: 'verbatim'; text: string }
  | { type: 'filler' }
  | { type: 'greet' }
  | { type: 'goodbye' }
  | { type: 'still_there' }
  | { type: 'converse' }

const VERBATIM =
  /\b(?:say|read|speak|reply|respond|answer|repeat)\b[^"“\n]{0,60}\b(?:exactly|verbatim|word[- ]for[- ]word|only)\b[^"“]{0,60}["“]([\s\S]+)["”]\s*\.?\s*$/i
const QUOTED = /\b(?:say|ask|tell (?:them|the \w+)|greet\w*)\b[^"“\n]{0,80}["“]([^"”]+)["”]/i

export function readDirective(instructions: string | null | undefined): Directive {
  const text = instructions?.trim() ?? ''
  if (text === '') return { type: 'converse' }
  const exact = VERBATIM.exec(text)?.[1]
  if (exact) return { type: 'verbatim', text: exact }
  // Long texts are whole instructions given anew, not a wish for one sentence.
  if (text.length > 600) return { type: 'converse' }
  const quoted = QUOTED.exec(text)?.[1]
  if (quoted) return { type: 'verbatim', text: quoted }
  if (
    /\b(?:still (?:checking|looking|working)|filler|one moment|moment longer|takes? (?:a )?(?:little|moment)|while (?:you|the tool))\b/i.test(
      text,
    )
  )
    return { type: 'filler' }
  if (/\b(?:still there|gone quiet|silent|has not (?:spoken|answered))\b/i.test(text)) return { type: 'still_there' }
  if (/\b(?:good ?bye|wrap up|say farewell|end the (?:call|conversation))\b/i.test(text)) return { type: 'goodbye' }
  return /\bgreet\b/i.test(text) ? { type: 'greet' } : { type: 'converse' }
}
