import { plainWords } from '../words/plain-words.ts'
import { spokenDigits } from '../words/spoken-numbers.ts'
import { hearEmail } from './emails.ts'
import { hearName, type HeardName } from './names.ts'
import { hearPhone } from './phones.ts'
import { hearQuestions, type Question } from './questions.ts'
import { hearSensitive, type Sensitive } from './sensitive.ts'
import { hearTreatments, type Mention } from './treatments.ts'
import { hearGoodbye, hearNeverMind, hearWants, type Want } from './wants.ts'
import { hearWhen, isSaid, type When } from './when.ts'
import { hearYesNo } from './yes-no.ts'

/** What Ava's last words asked for: the same reply means different things after different questions. */
export type Asked =
  | 'service'
  | 'when'
  | 'slot'
  | 'name'
  | 'phone'
  | 'email'
  | 'code'
  | 'confirm'
  | 'health'
  | 'message'
  | 'appointment'
  | 'move_or_cancel'
  | 'help'
  | 'offer_person'
  | 'offer_message'
  | 'offer_booking'
  | 'offer_waitlist'
  | 'other'

/** One turn of the person, understood as far as it goes. */
export interface Heard {
  text: string
  plain: string
  sensitive: Sensitive | null
  wants: ReadonlySet<Want>
  questions: readonly Question[]
  treatments: readonly Mention[]
  when: When
  yesNo: 'yes' | 'no' | null
  name: HeardName | null
  phone: string | null
  /** Digits were given where a number was asked for, but not a whole number. */
  isPhoneUnclear: boolean
  email: string | null
  code: string | null
  isGoodbye: boolean
  isNeverMind: boolean
  smallTalk: SmallTalk | null
}

export type SmallTalk = 'greeting' | 'thanks' | 'how_are_you' | 'repeat' | 'wait' | 'are_you_there'

/** What is looked at of one turn: nobody says more than this before waiting for an answer. */
const MOST_CHARACTERS = 1200

export function hear(text: string, { asked, now }: { asked: Asked | null; now: Date }): Heard {
  const short = text.slice(0, MOST_CHARACTERS)
  const email = hearEmail(short)
  const withoutEmail = email?.rest ?? short
  const code = asked === 'code' ? hearCode(withoutEmail) : null
  const phone = code ? null : hearPhone(withoutEmail, { isAsked: asked === 'phone' || asked === 'email' })
  const plain = plainWords(short)
  const rest = plainWords(phone?.rest ?? withoutEmail)
  const treatments = hearTreatments(rest)
  const isTimeAsked = asked === 'when' || asked === 'slot' || asked === 'confirm'
  const when = code ? { day: null, time: null, isFlexible: false } : hearWhen(rest, { isAsked: isTimeAsked, now })
  const about = { hasTreatment: treatments.length > 0, hasWhen: when.day !== null || when.time !== null }
  const wants = hearWants(rest, about)
  const isContentAsked = asked === 'message'
  const sensitive = hearSensitive(short, plain)
  // What is for a person to answer, or to be passed on, is not looked up.
  const isForPeople = wants.has('message') || wants.has('person')
  const questions =
    isContentAsked || isForPeople
      ? []
      : hearQuestions(short, rest, {
          isWish: (clause) => hearWants(clause, { ...about, hasTreatment: hearTreatments(clause).length > 0 }).size > 0,
          isTime: (clause) => isSaid(hearWhen(clause)),
          isOffer: asked === 'slot' || asked === 'when',
        })
  const agreed = hearYesNo(plain)
  // "Okay, what do you do?" agrees to nothing.
  const yesNo =
    agreed === 'yes' && questions.length > 0 && /^(?:okay|right|great|good|fine|cool|perfect)\b/.test(plain)
      ? null
      : agreed
  return {
    text: text.slice(0, 4000),
    plain,
    sensitive,
    wants: isContentAsked ? new Set([...wants].filter((want) => want === 'person')) : wants,
    questions,
    treatments,
    when,
    yesNo,
    name: hearName(email || phone ? withoutEmail.replace(/[\d()+-]{4,}/g, ' ') : short, {
      isAsked: asked === 'name' && wants.size === 0,
    }),
    phone: phone?.phone ?? null,
    isPhoneUnclear: phone !== null && phone.phone === null,
    email: email?.email ?? null,
    code,
    // "Later" to a list of times asks for later ones.
    isGoodbye: hearGoodbye(rest) && !isContentAsked && !(isTimeAsked && /^(?:okay )?later\b/.test(rest)),
    isNeverMind: hearNeverMind(rest),
    smallTalk: hearSmallTalk(rest),
  }
}

/** Whether a turn said anything at all that can be acted on. */
export function saysSomething(heard: Heard): boolean {
  return (
    heard.sensitive !== null ||
    heard.wants.size > 0 ||
    heard.questions.length > 0 ||
    heard.treatments.length > 0 ||
    isSaid(heard.when) ||
    heard.yesNo !== null ||
    heard.name !== null ||
    heard.phone !== null ||
    heard.email !== null ||
    heard.code !== null ||
    heard.isGoodbye ||
    heard.isNeverMind ||
    heard.smallTalk !== null
  )
}

function hearCode(text: string): string | null {
  const digits = /(?<!\d)\d(?:[\s-]?\d){3,7}(?!\d)/.exec(text)
  if (digits) return digits[0].replace(/\D/g, '')
  const spoken = hearSpokenCode(text)
  return spoken && spoken.length >= 4 && spoken.length <= 8 ? spoken : null
}

function hearSpokenCode(text: string): string | null {
  const runs = spokenDigits(text.toLowerCase())
  return runs.sort((a, b) => b.length - a.length)[0] ?? null
}

function hearSmallTalk(plain: string): SmallTalk | null {
  if (
    /\b(?:(?:say|come) (?:that |it )?again|repeat (?:that|it|please|yourself)|can you repeat|what did you say|didn't (?:hear|catch|get) (?:you|that|it)|pardon|excuse me \?|sorry \?|come again)\b|^(?:what|huh|sorry|pardon)[ ?.!]*$/.test(
      plain,
    )
  )
    return 'repeat'
  if (
    /\b(?:(?:one|a|just a|just one|gimme a|give me a) (?:sec(?:ond)?|moment|minute|min)|hold on|hang on|bear with me|let me (?:check|look|think|see|grab|get)(?: my)?)\b/.test(
      plain,
    ) &&
    plain.split(' ').length <= 10
  )
    return 'wait'
  if (
    /\b(?:are you (?:still )?(?:there|with me)|you there|hello \?|anyone there|anybody there|can you hear me)\b/.test(
      plain,
    )
  )
    return 'are_you_there'
  if (/\bhow(?:'s it going| are you| are things|'re you| are you doing)\b/.test(plain)) return 'how_are_you'
  if (/\b(?:thanks|thank you|much appreciated|appreciate it|cheers)\b/.test(plain)) return 'thanks'
  return /^(?:hi|hello|hey|hiya|howdy|good (?:morning|afternoon|evening)|yo|hola)\b/.test(plain) ? 'greeting' : null
}
