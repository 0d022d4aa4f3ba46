/** "+12015550128" as a front desk reads it: "(201) 555-0128". Numbers of other countries stay as they are. */
export function formatPhone(e164: string): string {
  const [, area, exchange, line] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164) ?? []
  return area === undefined ? e164 : `(${area}) ${exchange}-${line}`
}

/** A number as people write it, or an address as it is. */
export function contactWords(contact: string): string {
  return contact.includes('@') ? contact : formatPhone(contact)
}
