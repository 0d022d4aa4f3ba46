/**
 * Whether the domain that `From` names stands behind this mail: a DKIM signature of that domain, or an
 * SPF pass for an envelope of that domain (relaxed alignment, as DMARC has it). `dkim` is SendGrid's
 * "{@mail.example : pass}", `spf` its "pass".
 */
export function isSenderProved(options: {
  from: string
  envelopeFrom: string | null
  dkim: string
  spf: string
}): boolean {
  const { from, envelopeFrom, dkim, spf } = options
  const domain = domainOf(from)
  if (domain === '') return false
  const signers = [...dkim.matchAll(/@([\w.-]+)\s*:\s*pass\b/gi)].map(([, signer]) => signer!.toLowerCase())
  if (signers.some((signer) => isAligned(domain, signer))) return true
  return /^pass\b/i.test(spf.trim()) && envelopeFrom !== null && isAligned(domain, domainOf(envelopeFrom))
}

/** The same domain, or one within the other. A domain of one label vouches for nobody. */
function isAligned(one: string, other: string): boolean {
  if (!one.includes('.') || !other.includes('.')) return false
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`)
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}
