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
/** "at gmail dot com": what stands before it is the person's part. */
const SPOKEN_HOST =
  /\s(?:at|@)\s+((?:[a-z0-9-]{1,40}\s+){0,5}?[a-z0-9-]{1,40})\s*(?:dot|point|\.)\s*(com|net|org|edu|co|io|us|me|gov|info|biz|example)(?:\s*(?:dot|\.)\s*(uk|au|nz|za))?\b/
const SPOKEN_PROVIDER = /\sat\s+(gmail|yahoo|hotmail|outlook|icloud|aol)\b/
const LONGEST_LOCAL_PART = 90
/** Words before the address that do not belong to it. */
const LEAD_IN =
  /^\s*(?:(?:yes|yeah|sure|okay|so|um|uh|my|the|an?|best|email|e-mail|address|is|it's|its|it|would|be|use|you|can|reach|me|at|that's|to|send|and|or|mail|try|please|well|actually|no|sorry|name|for|contact|with|just|should|,|:|-)[\s,:]+)+/i

/** "… and my email is": only what follows the last of these is the address. */
const LAST_LEAD_IN = /^.*\b(?:is|it's|that's|email|address|mail|use|try|me at)\b[\s,:]+/

/** An email address as typed, or as spoken: "ana dot lopez at gmail dot com". Lower case; null when there is none. */
export function hearEmail(text: string): { email: string; rest: string } | null {
  const typed = TYPED.exec(text)
  if (typed) {
    const email = typed[0].replace(/^['.]+|['.]+$/g, '').toLowerCase()
    return { email, rest: text.replace(typed[0], ' ') }
  }
  const plain = text.toLowerCase().replace(/[.,!?]+(?=\s|$)/g, ' ')
  const whole = SPOKEN_HOST.exec(plain)
  const bare = whole ? null : SPOKEN_PROVIDER.exec(plain)
  const found = whole ?? bare
  if (!found) return null
  const before = plain.slice(Math.max(0, found.index - LONGEST_LOCAL_PART), found.index)
  const local = joinSpoken(` ${before} `.replace(LAST_LEAD_IN, '').replace(LEAD_IN, ''))
  const host = joinSpoken(found[1] ?? '')
  if (!local || !host) return null
  const ending = whole ? `.${whole[2]}${whole[3] ? `.${whole[3]}` : ''}` : '.com'
  const email = `${local}@${host}${ending}`
  return TYPED.test(email) ? { email, rest: plain.slice(found.index + found[0].length) } : null
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
