import type { Heard } from '../hearing/hear.ts'
import { isSaid } from '../hearing/when.ts'
import { dayInWords } from './labels.ts'
import { NOTHING_READ, OFFER_COUNT, searchAgain, type Reading } from './reading.ts'

const OTHERS =
  /\b(?:anything else|any(?:thing)? other|other (?:times|options|days|openings|slots|ones)|something else|none of (?:those|these|them)|neither|what else|more (?:times|options)|(?:those|these|they|that) (?:don't|won't|doesn't|do not) (?:really )?work|not (?:those|these|any of)|different (?:time|day)s?|another (?:time|day))\b/

/** "Anything else?", "later", "no": past the openings that were named. */
export function takeOffers(reading: Reading, heard: Heard): Reading {
  if (reading.slot || !reading.openings || reading.offered.length === 0 || reading.heard !== heard) return reading
  const last = reading.offered[reading.offered.length - 1]
  const first = reading.offered[0]
  if (/\b(?:anything |something |any |a bit |a little )?later\b/.test(heard.plain) && !isSaid(heard.when) && last) {
    return {
      ...searchAgain(reading),
      when: { day: dayInWords(last.label) ?? reading.when.day, time: `after ${timeOf(last.label)}`, isFlexible: true },
    }
  }
  if (
    /\b(?:anything |something |any |a bit |a little )?(?:earlier|sooner)\b/.test(heard.plain) &&
    !isSaid(heard.when) &&
    first
  ) {
    return {
      ...searchAgain(reading),
      when: {
        day: dayInWords(first.label) ?? reading.when.day,
        time: `before ${timeOf(first.label)}`,
        isFlexible: true,
      },
    }
  }
  if (isSaid(heard.when) || !(OTHERS.test(heard.plain) || (heard.yesNo === 'no' && reading.asked === 'slot')))
    return reading
  const hasMore = reading.openings.length > reading.skipped + OFFER_COUNT
  if (hasMore) return { ...reading, skipped: reading.skipped + OFFER_COUNT, offered: [] }
  return { ...searchAgain(reading), when: NOTHING_READ.when }
}

function timeOf(label: string): string {
  return /\d{1,2}(?::\d{2})? ?[ap]m/i.exec(label)?.[0].toLowerCase() ?? 'then'
}
