const TYPED = /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u
const SPOKEN_MARKS: Record<string, string> = {
  dot: '.',
  point: '.',
  period: '.',
  underscore: '_',
  dash: '-',
  hyphen: '-',
  minus: '-',
  plus: '+',
}
const DIGITS: Record<string, string> = {
  zero: '0',
  oh: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
}
const PROVIDERS = /^(?:gmail|yahoo|hotmail|outlook|icloud|aol|proton|protonmail|me|msn|live|comcast|verizon)$/
/** Words before the address that do not belong to it. */
const LEAD_IN =
  /^(?:(?:yes|yeah|sure|okay|so|um|uh|my|the|an?|best|email|e-mail|address|is|it's|its|it|would|be|use|you|can|reach|me|at|that's|to|send|and|or|mail|try|please|well|actually|no|sorry|name|for|contact|with|just|should|,|:|-)[\s,:]+)+/i

/** An email address as typed, or as spoken: "ana dot lopez at gmail dot com". Lower case; null when there is none. */
export function hearEmail(text: string): { email: string; rest: string } | null {
  const typed = TYPED.exec(text)
  if (typed) {
    const email = typed[0].replace(/^['.]+|['.]+$/g, '').toLowerCase()
    return { email, rest: text.replace(typed[0], ' ') }
  }
  const plain = text.toLowerCase().replace(/[.,!?]+(?=\s|$)/g, ' ')
  const spoken =
    /(.+?)\s+(?:at|@)\s+((?:[a-z0-9-]+\s*){1,8}?)\s*(?:dot|point|\.)\s*(com|net|org|edu|co|io|us|me|gov|info|biz|example)(?:\s*(?:dot|\.)\s*(uk|au|nz|za))?\b/.exec(
      plain,
    )
  const bare = spoken ? null : /(.+?)\s+at\s+(gmail|yahoo|hotmail|outlook|icloud|aol)\b/.exec(plain)
  const found = spoken ?? bare
  if (!found) return null
  const local = joinSpoken((found[1] ?? '').replace(LEAD_IN, ''))
  const host = joinSpoken(found[2] ?? '')
  if (!local || !host || (bare && !PROVIDERS.test(host))) return null
  const ending = found[3] ? `.${found[3]}${found[4] ? `.${found[4]}` : ''}` : '.com'
  const email = `${local}@${host}${ending}`
  return TYPED.test(email) ? { email, rest: plain.replace(found[0], ' ') } : null
}

/** "a n a dot lopez five" is "ana.lopez5". Only the last stretch of plain words is taken: an address has no spaces. */
function joinSpoken(words: string): string {
  const pieces = words
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => SPOKEN_MARKS[word] ?? DIGITS[word] ?? word.replace(/[^\p{L}\p{N}._+-]/gu, ''))
  return pieces
    .slice(-12)
    .join('')
    .replace(/^[.-]+|[.-]+$/g, '')
}
