/** "$250", "$12.50": cents only where there are some. */
export function money(cents: number, currency: string): string {
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: currency.trim(),
    minimumFractionDigits: cents % 100 === 0 ? 0 : 2,
  }).format(cents / 100)
}

/**
 * A price as it may be said: a range or a start, with its note. Never one number alone, because
 * a visit costs what it turns out to need: "from $250; $12–15 per unit, most clients 20–40 units".
 */
export function priceText(service: {
  priceFromCents: number
  priceToCents: number | null
  priceNote: string | null
  currency: string
}): string {
  const { priceFromCents: from, priceToCents: to, priceNote, currency } = service
  const isRange = to !== null && to !== from
  const range = !isRange
    ? from === 0
      ? 'free of charge'
      : `from ${money(from, currency)}`
    : from === 0
      ? `free to ${money(to, currency)}`
      : `${money(from, currency)} to ${money(to, currency)}`
  return priceNote ? `${range}; ${priceNote.trim().replace(/\.$/, '')}` : range
}
