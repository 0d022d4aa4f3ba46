/** What words say about the time of day, and the words that are left without them. */
export interface ClockWords {
  earliestMin?: number
  latestMin?: number
  nearMin?: number
  rest: string
}

const hourWords = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
// Set aside before clock times are looked for: nothing in them is an hour.
const isoDate = /\b\d{4}-\d{2}-\d{2}\b/g
const hourWord = hourWords.join('|')
// "3", "3:30", "3.30 pm", "half past two", "quarter to four", "noon"; the number of a date ("3rd", "3 weeks") is none.
const time = String.raw`(?:(?:half past|quarter past|quarter to) )?(?:\d{1,2}|${hourWord})(?:[:.]\d{2}| thirty| fifteen| forty-five)?(?! ?(?:st|nd|rd|th|days?|weeks?|months?|hours?|/|-\d)\b)(?: ?(?:a\.?m\.?|p\.?m\.?|o'?clock|in the (?:morning|afternoon|evening)))?(?![\w:])|noon|midday|midnight`
const between = new RegExp(
  String.raw`\b(?:between|from|any ?time between)? ?\b(${time}) ?(?:and|to|till|until|-|–) ?(${time})`,
)
const after = new RegExp(
  String.raw`\b(?:any ?time )?(?:after|(?<!half |quarter )past|later than|no earlier than|not before|from|starting(?: at)?|since) (${time})(?: or later| on| onwards?)?`,
)
// The dash of "Dec 1-5" joins days; that of "2-4pm" joins hours.
const dashed = /\b(\d{1,2}(?::\d{2})?) ?[-–] ?(\d{1,2}(?::\d{2})? ?[ap]\.?m)\b/
const orLater = new RegExp(String.raw`\b(?:at )?(${time}) (?:or|and) (?:later|after)`)
const before = new RegExp(
  String.raw`\b(?:any ?time )?(?:before|by|until|till|earlier than|no later than|not after) (${time})`,
)
const around = new RegExp(
  String.raw`\b(?:around|about|at|near|roughly|approximately|ideally|say|@|close to) (${time})(?:-?ish)?`,
)
const bare =
  /\b(?:\d{1,2}:\d{2}(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?|\d{1,2} o'?clock|\d{1,2} in the (?:morning|afternoon|evening)|noon|midday|midnight)(?:-?ish)?/

/** Hours without am or pm are those of a spa's day: 8 to 11 in the morning, 12 to 7 after noon. */
export function minuteOf(words: string): number | null {
  const text = words.trim().toLowerCase()
  if (/^(noon|midday)/.test(text)) return 12 * 60
  if (text.startsWith('midnight')) return 24 * 60
  const found = new RegExp(
    String.raw`^(half past |quarter past |quarter to )?(\d{1,2}|${hourWord})(?:[:.](\d{2})| (thirty|fifteen|forty-five))?`,
  ).exec(text)
  if (!found) return null
  let hour = /\d/.test(found[2]!) ? Number(found[2]) : hourWords.indexOf(found[2]!) + 1
  let minute = found[3] ? Number(found[3]) : ({ thirty: 30, fifteen: 15, 'forty-five': 45 }[found[4] ?? ''] ?? 0)
  if (found[1]) minute = { 'half past ': 30, 'quarter past ': 15, 'quarter to ': -15 }[found[1]]!
  if (hour > 23 || minute > 59) return null
  const isMorning = /a\.?m\b|morning/.test(text)
  const isAfternoon = /p\.?m\b|afternoon|evening/.test(text)
  if (isMorning && hour === 12) hour = 0
  else if (isAfternoon && hour < 12) hour += 12
  else if (!isMorning && !isAfternoon && hour >= 1 && hour <= 7) hour += 12
  return hour * 60 + minute
}

const parts: [RegExp, { earliestMin?: number; latestMin?: number; nearMin?: number }][] = [
  [/\bfirst thing(?: in the morning)?\b/, { latestMin: 10 * 60 }],
  [/\b(?:in the |during the )?early (?:in the )?mornings?\b/, { latestMin: 10 * 60 }],
  [/\b(?:in the |during the )?late(?:r)? (?:in the )?mornings?\b/, { earliestMin: 10 * 60, latestMin: 12 * 60 }],
  [/\b(?:in the |during the )?early (?:in the )?afternoons?\b/, { earliestMin: 12 * 60, latestMin: 14 * 60 + 30 }],
  [/\b(?:in the |during the )?late(?:r)? (?:in the )?afternoons?\b/, { earliestMin: 15 * 60, latestMin: 18 * 60 }],
  [
    /\b(?:in the |during (?:the )?|over |at )?(?:lunch ?(?:time|break|hour)?|midday)\b/,
    { earliestMin: 11 * 60 + 30, latestMin: 13 * 60 + 30 },
  ],
  [/\b(?:in the |during the )?mornings?\b/, { latestMin: 12 * 60 - 1 }],
  [/\b(?:in the |during the )?afternoons?\b/, { earliestMin: 12 * 60, latestMin: 17 * 60 - 1 }],
  [/\b(?:after work|end of (?:the )?day|(?:in the |during the )?evenings?)\b/, { earliestMin: 17 * 60 }],
]

// "January 7 in the afternoon": the number is the day's, and no seven o'clock.
const dayOfMonth =
  /\b((?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? \d{1,2}) (?=in the (?:early |late )?(?:morning|afternoon|evening))/g

/** Takes the time of day out of "next Tuesday after 3" and leaves "next Tuesday". */
export function takeClockWords(words: string): ClockWords {
  const isoDates = words.match(isoDate) ?? []
  let rest = ` ${words.toLowerCase().replace(/’/g, "'").replace(isoDate, ' ').replace(dayOfMonth, '$1th ')} `
  const found: Omit<ClockWords, 'rest'> = {}
  const take = (pattern: RegExp, use: (...times: (number | null)[]) => boolean) => {
    const match = pattern.exec(rest)
    if (!match) return
    const meridiem = /[ap]\.?m\b/.exec(match[2] ?? '')?.[0]
    const first = match[1] ?? match[0]
    // "between 9 and 11 am": the second half speaks for both.
    const shared = meridiem && !/[ap]\.?m|noon|midday/.test(first) ? `${first} ${meridiem}` : first
    let start = minuteOf(shared)
    const end = match[2] ? minuteOf(match[2]) : null
    if (start !== null && end !== null && start > end) start = minuteOf(first)
    if (use(start, end)) rest = rest.replace(match[0], ' ')
  }
  for (const pattern of [dashed, between]) {
    take(pattern, (start, end) => {
      if (start == null || end == null || end <= start || found.earliestMin !== undefined) return false
      found.earliestMin = start
      found.latestMin = end
      return true
    })
  }
  for (const pattern of [orLater, after]) {
    take(pattern, (start) => {
      if (start === null || found.earliestMin !== undefined) return false
      found.earliestMin = start!
      return true
    })
  }
  take(before, (end) => {
    if (end === null || found.latestMin !== undefined) return false
    found.latestMin = end!
    return true
  })
  for (const pattern of [around, bare]) {
    take(pattern, (near) => {
      if (near === null || found.nearMin !== undefined) return false
      found.nearMin = near!
      return true
    })
  }
  for (const [pattern, part] of parts) {
    if (!pattern.test(rest)) continue
    rest = rest.replace(pattern, ' ')
    if (found.nearMin === undefined) {
      found.earliestMin ??= part.earliestMin
      found.latestMin ??= part.latestMin
    }
    break
  }
  if (/\btonight\b/.test(rest)) {
    rest = rest.replace(/\btonight\b/, 'today')
    found.earliestMin ??= 17 * 60
  }
  return { ...found, rest: [...isoDates, rest].join(' ').replace(/\s+/g, ' ').trim() }
}
