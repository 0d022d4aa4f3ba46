/** 45000 → "450.00", for a field. */
export function centsToField(cents: number | null): string {
  return cents === null ? '' : (cents / 100).toFixed(2)
}

/** "1,200.5" → 120050. Null for an empty field; NaN (which JSON makes null) is told apart as a text, so that the API names the field. */
export function fieldToCents(typed: string | number | null | undefined): number | string | null {
  const text = String(typed ?? '').replaceAll(/[$,\s]/g, '')
  if (text === '') return null
  const amount = Number(text)
  return Number.isFinite(amount) ? Math.round(amount * 100) : text
}

/** "30" → 30, "" → null; what is no number goes as it is, and the API names the field. */
export function fieldToNumber(typed: string | number | null | undefined): number | string | null {
  const text = String(typed ?? '').trim()
  if (text === '') return null
  const number = Number(text)
  return Number.isFinite(number) ? number : text
}
