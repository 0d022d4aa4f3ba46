/** As people in North America write numbers; others stay as they are. */
export function shownPhone(phone: string): string {
  const [, area, exchange, line] = /^\+?1?(\d{3})(\d{3})(\d{4})$/.exec(phone.replace(/[^\d+]/g, '')) ?? []
  return area ? `(${area}) ${exchange}-${line}` : phone
}

/** For a link that calls it. */
export function phoneLink(phone: string): string {
  return `tel:${phone.replace(/[^\d+]/g, '')}`
}
