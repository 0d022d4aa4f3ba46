const UNITS: Record<string, number> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
}
const TENS: Record<string, number> = {
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
}
const ORDINALS: Record<string, number> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  eleventh: 11,
  twelfth: 12,
  thirteenth: 13,
  fourteenth: 14,
  fifteenth: 15,
  sixteenth: 16,
  seventeenth: 17,
  eighteenth: 18,
  nineteenth: 19,
  twentieth: 20,
  thirtieth: 30,
}
const HOUR = 'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve'
const MINUTES =
  '(?:oh|o) (?:five)|five|ten|fifteen|twenty(?:[ -]five)?|thirty(?:[ -]five)?|forty(?:[ -]five)?|fifty(?:[ -]five)?'
const MONTH = 'january|february|march|april|may|june|july|august|september|october|november|december'
const ORDINAL = `(?:(?:twenty|thirty)[ -])?(?:${Object.keys(ORDINALS).join('|')})`

function value(words: string): number {
  let total = 0
  for (const word of words.replace(/^(oh|o) /, '').split(/[ -]/))
    total += UNITS[word] ?? TENS[word] ?? ORDINALS[word] ?? 0
  return total
}

const two = (number: number): string => String(number).padStart(2, '0')
const hourOf = (words: string): number => (/^\d+$/.test(words) ? Number(words) : value(words))

/** Times and dates spoken in words become digits: "half past two" is "2:30", "december third" is "december 3rd". */
export function timesInDigits(plain: string): string {
  return plain
    .replace(new RegExp(`\\bhalf (?:past )?(${HOUR}|\\d{1,2})\\b`, 'g'), (_, hour: string) => `${hourOf(hour)}:30`)
    .replace(
      new RegExp(`\\b(?:a )?quarter (?:past|after) (${HOUR}|\\d{1,2})\\b`, 'g'),
      (_, hour: string) => `${hourOf(hour)}:15`,
    )
    .replace(
      new RegExp(`\\b(?:a )?quarter (?:to|of|till) (${HOUR}|\\d{1,2})\\b`, 'g'),
      (_, hour: string) => `${((hourOf(hour) + 10) % 12) + 1}:45`,
    )
    .replace(
      new RegExp(`\\b(${HOUR}) (${MINUTES})\\b(?! (?:${HOUR}|minutes|people|units|hundred|percent)\\b)`, 'g'),
      (_, hour: string, minutes: string) => `${value(hour)}:${two(value(minutes))}`,
    )
    .replace(
      new RegExp(`\\b(${HOUR}) ?(am|pm|o'clock|ish)\\b`, 'g'),
      (_, hour: string, half: string) => `${value(hour)} ${half}`,
    )
    .replace(
      new RegExp(
        `\\b(at|after|before|around|about|by|from|until|till|past|between|and|or|to) (${HOUR})\\b(?! (?:${HOUR}|of|more|person|people|thing)\\b)`,
        'g',
      ),
      (match: string, word: string, hour: string, offset: number, whole: string) =>
        /^(?:and|or|to|about|by|from)$/.test(word) && !/(between|at|after|\d)[\w: ]*$/.test(whole.slice(0, offset))
          ? match
          : `${word} ${value(hour)}`,
    )
    .replace(
      new RegExp(`\\b(${MONTH}) (?:the )?(${ORDINAL})\\b`, 'g'),
      (_, month: string, day: string) => `${month} ${nth(value(day))}`,
    )
    .replace(
      new RegExp(`\\b(?:the )?(${ORDINAL}) of (${MONTH})\\b`, 'g'),
      (_, day: string, month: string) => `${month} ${nth(value(day))}`,
    )
    .replace(
      new RegExp(`\\bthe ((?:twenty|thirty)[ -](?:${Object.keys(ORDINALS).slice(0, 9).join('|')}))\\b`, 'g'),
      (_, day: string) => `the ${nth(value(day))}`,
    )
    .replace(
      new RegExp(`\\bin (${HOUR}) (days?|weeks?|months?)\\b`, 'g'),
      (_, count: string, unit: string) => `in ${value(count)} ${unit}`,
    )
}

function nth(day: number): string {
  const ending = day % 100 >= 11 && day % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')
  return `${day}${ending}`
}

/** The number an ordinal word or "2nd" stands for; 0 when it is none. */
export function ordinalOf(word: string): number {
  const digits = /^(\d{1,2})(?:st|nd|rd|th)$/.exec(word)
  return digits ? Number(digits[1]) : (ORDINALS[word] ?? 0)
}

/** The number a word stands for; null when it is none. */
export function numberOf(word: string): number | null {
  if (/^\d{1,3}$/.test(word)) return Number(word)
  return UNITS[word] ?? TENS[word] ?? null
}

/**
 * Digits spoken one after the other, in runs: "five five five, oh one two" is "555012".
 * Understands double/triple, "oh", tens ("twenty three"), and "hundred" for 800 numbers.
 */
export function spokenDigits(plain: string): string[] {
  const runs: string[] = []
  let run = ''
  let repeat = 1
  let tens: number | null = null
  const flushTens = (): void => {
    if (tens !== null) run += String(tens)
    tens = null
  }
  const close = (): void => {
    flushTens()
    if (run) runs.push(run)
    run = ''
    repeat = 1
  }
  for (const word of plain.split(/[\s,.\-()]+/)) {
    const unit = word === 'oh' || word === 'o' ? 0 : UNITS[word]
    if (word === 'double' || word === 'triple') {
      flushTens()
      repeat = word === 'double' ? 2 : 3
    } else if (word === 'hundred' && run) {
      run += '00'
    } else if (unit !== undefined && unit < 10) {
      if (tens !== null && unit > 0) {
        run += String(tens + unit)
        tens = null
      } else {
        flushTens()
        run += String(unit).repeat(repeat)
      }
      repeat = 1
    } else if (unit !== undefined) {
      flushTens()
      run += String(unit)
    } else if (TENS[word] !== undefined) {
      flushTens()
      tens = TENS[word] ?? null
    } else if (/^\+?\d+$/.test(word)) {
      flushTens()
      run += word.replace('+', '')
    } else if (word !== '' && word !== 'and' && word !== 'plus' && word !== 'dash') {
      close()
    }
  }
  close()
  return runs
}
