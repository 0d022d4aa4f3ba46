/** A place of the spa's, as the instructions tell of it. */
export interface Place {
  name: string
  address: string
  hours: string | null
  phone: string | null
  directions: string | null
}

const PLACE = /^[ \t]*- ([^:\n]{2,80}): (.+?)\.?[ \t]*$/gm

/** Places are list entries ("- Main Street: 1 Main Street.") that are followed by their hours, phone or way there. */
export function readPlaces(instructions: string): Place[] {
  const entries = [...instructions.matchAll(PLACE)]
  return entries.flatMap((entry, index) => {
    const below = instructions.slice(entry.index + entry[0].length, entries[index + 1]?.index ?? entry.index + 1500)
    const lines = below.split('\n').slice(1)
    const own = lines
      .slice(
        0,
        lines.findIndex((line) => !/^[ \t]+\S/.test(line)),
      )
      .join('\n')
    const hours = valueOf('hours', own)
    const phone = valueOf('phone', own)
    const directions = valueOf('getting there|directions|parking', own)
    return hours || phone || directions
      ? [{ name: entry[1] ?? '', address: entry[2] ?? '', hours, phone, directions }]
      : []
  })
}

/** What the instructions themselves say to a question about where, when and how to call; null to any other. */
export function placeWords(question: string, places: readonly Place[]): string | null {
  const plain = question.toLowerCase()
  const several = places.length > 1
  const tell = (value: (place: Place) => string | null, say: (words: string) => string): string | null => {
    const told = places.flatMap((place) => {
      const words = value(place)
      return words ? [several ? `${place.name}: ${say(words)}` : say(words)] : []
    })
    return told.length > 0 ? told.join(' ') : null
  }
  if (/\b(?:phone|call you|number to call|(?:your|the) number)\b/.test(plain))
    return tell(
      ({ phone }) => phone,
      (phone) => `You can call us at ${phone}.`,
    )
  if (/\b(?:park|parking|get there|directions|subway|bus|train)\b/.test(plain))
    return tell(
      ({ directions }) => directions,
      (words) => words,
    )
  if (/\bwhere\b|\baddress\b|\blocat/.test(plain))
    return tell(
      ({ address }) => address,
      (address) => `We are at ${address}.`,
    )
  if (/\b(?:hours|open|close|closed|closing|opening)\b/.test(plain))
    return tell(
      ({ hours }) => hours,
      (hours) => `Our hours: ${hours}.`,
    )
  return null
}

function valueOf(label: string, lines: string): string | null {
  return new RegExp(`^[ \\t]*(?:${label}):[ \\t]*(.+?)\\.?[ \\t]*$`, 'im').exec(lines)?.[1] ?? null
}
