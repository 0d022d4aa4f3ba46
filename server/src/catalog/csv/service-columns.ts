import type { ServiceDraft, ServiceSegment } from '@ava/protocol/portal/set-up-services.ts'
import { Credential } from '@ava/protocol/portal/set-up-services.ts'

/** The columns of the file, in their order. All but the name may be left out: what a service has, or a usual value, stands. */
export const columns = [
  'name',
  'category',
  'description',
  'price_from',
  'price_to',
  'price_note',
  'deposit',
  'minutes',
  'parts',
  'other_names',
  'repeat_note',
  'licences',
  'providers',
] as const
export type Column = (typeof columns)[number]

/** Which column a field's problem is shown at. */
const columnOf: Record<string, Column> = {
  name: 'name',
  category: 'category',
  description: 'description',
  priceFromCents: 'price_from',
  priceToCents: 'price_to',
  priceNote: 'price_note',
  depositCents: 'deposit',
  segments: 'parts',
  aliases: 'other_names',
  repeatNote: 'repeat_note',
  allowedCredentials: 'licences',
  providerIds: 'providers',
}

export function columnOfField(field: string): Column {
  return columnOf[field.split('.')[0]!] ?? 'name'
}

/** 45000 → "450.00" */
export function centsToCell(cents: number | null): string {
  return cents === null ? '' : (cents / 100).toFixed(2)
}

/** "$1,200.50" → 120050. NaN for what is no amount; what is below zero stays below zero. */
export function cellToCents(cell: string): number {
  const plain = cell.replaceAll(/[$\s]/g, '')
  if (!/^-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d{1,2})?$/.test(plain)) return NaN
  return Math.round(Number(plain.replaceAll(',', '')) * 100)
}

/** "Numbing 30 +treatment_room; Treatment 45 +provider +treatment_room; Turn-over 10 +treatment_room +hidden" */
export function segmentsToCell(segments: readonly ServiceSegment[]): string {
  return segments
    .map(({ name, durationMin, needsProvider, needsResources, isVisible }) =>
      [
        `${name.replaceAll(/[;+]/g, ' ')} ${durationMin}`,
        ...(needsProvider ? ['provider'] : []),
        ...needsResources,
        ...(isVisible ? [] : ['hidden']),
      ].join(' +'),
    )
    .join('; ')
}

/** The other way round. Null when it cannot be read. */
export function cellToSegments(cell: string): ServiceSegment[] | null {
  const parts = cell.split(';').map((part) => part.trim())
  const segments = parts.filter(Boolean).map((part): ServiceSegment | null => {
    const [head, ...marks] = part.split('+').map((piece) => piece.trim())
    const [, name, minutes] = /^(.+?)\s+(-?\d+)(?:\s*min)?$/.exec(head ?? '') ?? []
    if (name === undefined) return null
    const kinds = marks.filter((mark) => mark !== 'provider' && mark !== 'hidden')
    return {
      name,
      durationMin: Number(minutes),
      needsProvider: marks.includes('provider'),
      needsResources: kinds,
      isVisible: !marks.includes('hidden'),
    }
  })
  return segments.includes(null) ? null : (segments as ServiceSegment[])
}

export function cellToList(cell: string): string[] {
  return cell
    .split(';')
    .map((entry) => entry.trim())
    .filter(Boolean)
}

/** The licences in a cell, and those words in it that are none. */
export function cellToLicences(cell: string): { licences: ServiceDraft['allowedCredentials']; unknown: string[] } {
  const words = cellToList(cell)
  const known = words.map((word) =>
    Credential.options.find((option) => option.toLowerCase() === word.toLowerCase().replaceAll(' ', '_')),
  )
  return { licences: known.filter((one) => one !== undefined), unknown: words.filter((_, index) => !known[index]) }
}
