/** The IANA zones that a spa may be in, by name. */
export const timeZones: readonly string[] = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])].sort()

const known = new Map(timeZones.map((zone) => [zone.toLowerCase(), zone]))

/** The zone as IANA writes it; null for what is none ("Mars/Olympus", "+05:00"). */
export function parseTimeZone(typed: string): string | null {
  return known.get(typed.trim().toLowerCase()) ?? null
}
