/** What ordinary words mean in this trade. A concept is matched to whatever the spa's own list calls it. */
export interface Concept {
  name: string
  /** How people put it. */
  said: RegExp
  /** How a spa's list of services may put it. */
  listed: RegExp
  /** Stands for several treatments: a word in a name alone does not decide. */
  isVague?: boolean
}

export const CONCEPTS: readonly Concept[] = [
  {
    name: 'lip flip',
    said: /\blip flip\b/,
    listed: /lip flip|botox|tox|neuro/,
  },
  {
    name: 'Botox',
    said: /\b(?:botox(?:ed)?|tox|dysport|xeomin|jeuveau|daxxify|letybo|neurotoxins?|neuromodulators?|wrinkle (?:relaxers?|injections?)|frown ?lines?|forehead(?: lines?)?|crow'?s feet|(?:the )?(?:11'?s|elevens)|brow lift|masseters?|anti-?wrinkle)\b/,
    listed: /botox|tox\b|toxin|neuromodulator|dysport|xeomin|wrinkle/,
  },
  {
    name: 'laser hair removal',
    said: /\b(?:laser hair|hair removal|remov\w+ (?:\w+ ){0,2}hair|hair (?:lasered|removed)|bikini line|brazilian|(?:under ?arms?|legs|bikini|chin|upper lip) (?:lasered|laser)|laser (?:my|the|on my) (?:\w+ )?(?:legs?|under ?arms?|bikini|chin|back|face))\b/,
    listed: /hair/,
  },
  {
    name: 'dermal filler',
    said: /\b(?:(?:dermal |lip |cheek |jaw |chin |under ?eye |tear trough )?fillers?|juvederm|restylane|voluma|volbella|radiesse|sculptra|rha|plump(?:er|ing)?|lips? (?:injections?|augmentation|done|enhancement)|(?:my|the|fuller|bigger) (?:lips?|cheeks?|jaw ?line|chin)(?: done| filled)?|^lips?$|tear troughs?|under ?eyes?|smile lines|nasolabial|cheeks? (?:done|filled))\b/,
    listed: /filler/,
  },
  {
    name: 'microneedling',
    said: /\b(?:micro ?-?needling|needling|skin ?pen|collagen induction|rf needling|morpheus8?|dermapen|derma ?roll\w*)\b/,
    listed: /needling/,
  },
  {
    name: 'IPL photofacial',
    said: /\b(?:ipl|photo ?-?facials?|bbl|(?:sun|brown|age|dark|liver) ?-?spots?|intense pulsed|broken (?:capillaries|vessels)|rosacea|(?:face |facial )?redness)\b/,
    listed: /ipl|photo|bbl|pulsed/,
  },
  {
    name: 'HydraFacial',
    said: /\b(?:hydra ?-?facials?|hydro ?-?facials?|hydra|facials?|deep clean(?:se|ing)?|extractions?)\b/,
    listed: /hydra|(?<!photo[ -]?)facial/,
  },
  { name: 'chemical peel', said: /\b(?:chem(?:ical)? ?peels?|peels?|glycolic|vi peel|tca)\b/, listed: /peel/ },
  {
    name: 'body contouring',
    said: /\b(?:cool ?-?sculpt\w*|body (?:contouring|sculpting)|fat (?:freez\w+|reduction|removal|loss)|freez\w+ (?:\w+ ){0,2}fat|love handles|emsculpt|belly fat|double chin|kybella)\b/,
    listed: /sculpt|contour|body|fat/,
  },
  {
    name: 'IV therapy',
    said: /\b(?:iv(?: therapy| drips?| infusion| hydration)?|(?:vitamin|hydration|immunity|hangover) (?:drips?|infusions?|shots?)|drips?|infusions?|myers|nad\+?)\b/,
    listed: /\biv\b|infusion|drip/,
  },
  {
    name: 'consultation',
    said: /\b(?:consults?|consultations?|gfe|good[ -]faith exam|assessment|first visit|new (?:patient|client) (?:visit|appointment|exam)|skin (?:check|analysis)|talk (?:to|with) (?:someone|a (?:provider|doctor|nurse)) about (?:what|my options|treatment))\b/,
    listed: /consult|exam|assess/,
  },
  { name: 'laser', said: /\blasers?\b/, listed: /laser|ipl|photo/, isVague: true },
  {
    name: 'wrinkle treatment',
    said: /\b(?:wrinkles?|fine lines)\b/,
    listed: /botox|tox|neuro|filler|needling/,
    isVague: true,
  },
]

/** What was said about a treatment: the concept the words stand for, or the words themselves. */
export interface Mention {
  words: string
  concept: Concept | null
}

export function hearTreatments(plain: string): Mention[] {
  const found: (Mention & { at: number })[] = []
  let rest = plain
  for (const concept of CONCEPTS) {
    const match = concept.said.exec(rest)
    if (!match) continue
    found.push({ words: match[0], concept, at: match.index })
    // A longer reading eats its words: "photo facial" is not also a facial, "laser hair" not also a laser.
    rest = rest.slice(0, match.index) + '~'.repeat(match[0].length) + rest.slice(match.index + match[0].length)
  }
  return found.sort((a, b) => a.at - b.at).map(({ words, concept }) => ({ words, concept }))
}

/** "book me a brow lamination for friday" names a treatment that no list of ours knows. */
export function hearUnknownTreatment(plain: string): string | null {
  for (let from = 0; from < plain.length;) {
    const match = HAVING.exec(plain.slice(from))
    if (!match) return null
    const words = match[1]?.trim() ?? ''
    if (words.length >= 4 && !NOT_TREATMENT.test(words)) return words
    from += match.index + 1
  }
  return null
}

const HAVING =
  /\b(?:book|schedule|reserve|get|have|do|try|want|need|offer|sell|carry|for)\s+(?:me |us |in )?(?:for )?(?:an?|the|my|some|any)?\s*((?:[\p{L}'-]+ ?){1,4}?)(?=\s*(?:$|[.,!?;]|\b(?:for|on|at|this|next|tomorrow|today|with|please|in|around|after|before|by|appointment|treatment|session|done|there|here)\b))/u

const NOT_TREATMENT =
  /\b(?:appointments?|time|slot|visit|something|anything|someone|somebody|one|it|that|this|here|session|booking|question|info\w*|help|call|message|person|human|day|week|month|morning|afternoon|evening|spot|place|look|chat|talk|speak|to|come|get|know|see|a|my|me|you|i|what|how|need|want|make|change|cancel|move|be|have|go|know|back|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|tomorrow|today|earlier|later|opening|openings|availability|room|friend|husband|wife|daughter|mother|mom|son|discounts?|specials?|deals?|parking|hours|gift|membership|reschedule|available|free|now|soon|there|in|off|not|work|works)\b/
