import { readPlaces, type Place } from './places.ts'

export interface AboutSpa {
  /** What the receptionist is called. */
  name: string
  spa: string | null
  greeting: string | null
  timeZone: string | null
  places: readonly Place[]
}

const NAME =
  /\byou(?:'re| are) ((?:\p{Lu}[\p{L}\p{M}'’-]*)(?: \p{Lu}[\p{L}\p{M}'’-]*)?)(?=[,.]| (?:the|an|a|of|from|at)\b)/iu
const SPA = /\breceptionist (?:of|for|at|with) (.+?)(?=[.,;:\n]| (?:a|an|which|who|that|in|and) |$)/iu
const GREETING = /greet\w*[^"“\n]{0,80}["“]([^"”]{3,400})["”]/iu
const ZONE =
  /\b((?:America|Europe|Asia|Africa|Australia|Pacific|Atlantic|Indian|Antarctica)\/[A-Za-z_]+(?:\/[A-Za-z_]+)?|UTC)\b/

/** Who she is and where she works, as far as the instructions say. */
export function aboutSpa(instructions: string): AboutSpa {
  const name = NAME.exec(instructions)?.[1]
  return {
    name: name && /^\p{Lu}/u.test(name) ? name : 'Ava',
    spa: SPA.exec(instructions)?.[1]?.trim() ?? null,
    greeting: GREETING.exec(instructions)?.[1]?.trim() ?? null,
    timeZone: knownZone(ZONE.exec(instructions)?.[1]),
    places: readPlaces(instructions),
  }
}

function knownZone(zone: string | undefined): string | null {
  if (!zone) return null
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return null // A name that looks like a zone and is none.
  }
}
