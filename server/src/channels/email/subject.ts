/** What mail programs of several languages put before a subject that they answer or pass on. */
const PREFIX =
  /^\s*(?:(?:re|aw|sv|vs|antw|odp|ref|fwd?|wg|tr|rv|enc|doorst)(?:\s*\[\d+\])?\s*[:：]|\[(?:external|ext)\])\s*/i

/** The subject without "Re:", "Fwd:" and the like, in lower case with single spaces: what two mails of one thread share. */
export function normaliseSubject(subject: string): string {
  return withoutPrefixes(subject).toLowerCase()
}

/** The subject of an answer: "Re:" once. */
export function replySubject(subject: string): string {
  const bare = withoutPrefixes(subject)
  return bare === '' ? 'Re: your message' : `Re: ${bare}`
}

function withoutPrefixes(subject: string): string {
  let bare = subject.slice(0, 998).replaceAll(/\s+/g, ' ').trim()
  for (let before = ''; before !== bare;) {
    before = bare
    bare = bare.replace(PREFIX, '')
  }
  return bare
}
