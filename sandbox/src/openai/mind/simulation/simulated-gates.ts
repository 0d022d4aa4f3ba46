import type { Result } from './simulated-spa.ts'

type Args = Record<string, unknown>

export interface ScreeningQuestion {
  key: string
  kind: 'yes_no' | 'yes_no_date'
  text: string
  short: string
  /** What a yes or a doubt comes to. */
  effect: 'block' | 'review' | 'earliest' | 'prepare'
}

/** The day that "earliest" comes to, whatever the answer. */
export const EARLIEST = '2027-03-01'
export const CLINICIAN_WORDS = 'A clinician looks at this with you first and will call you.'

/** The gates of a spa that a booking passes one after the other; a call that skips one gets it as its answer. */
export class SimulatedGates {
  readonly answers = new Map<string, { answer: string; date?: string }>()
  /** Every list that was put to the person. */
  readonly asked: string[][] = []
  isPolicyAccepted = false
  /** What the person had said before each question was put: an answer lies after it. */
  private askedAt = new Map<string, number>()
  private policyAt = Number.POSITIVE_INFINITY
  private readonly questions: readonly ScreeningQuestion[]
  private readonly policy: string | null

  constructor({ questions, policy }: { questions: readonly ScreeningQuestion[]; policy: string | null }) {
    this.questions = questions
    this.policy = policy
  }

  /** What stands in the way of a booking; null when nothing does. `turns` is how often the person has spoken. */
  check(args: Args, turns: number): Result | null {
    const open = this.questions.filter(({ key }) => !this.answers.has(key)).slice(0, 5)
    if (open.length > 0) return this.ask(open, turns, this.answers.size > 0 ? 'A few more' : 'Before I book')
    return this.outcome() ?? this.checkPolicy(args, turns)
  }

  /** Whether a booking would be for a clinician to sign off. */
  get needsReview(): boolean {
    return this.effects().includes('review')
  }

  answer(args: Args, turns: number): Result {
    const given = (Array.isArray(args.answers) ? args.answers : []) as {
      question: string
      answer: string
      date?: string
    }[]
    const unknown = given.filter(({ question }) => !this.askedAt.has(question)).map(({ question }) => question)
    if (unknown.length > 0) return { ok: false, reason: 'not_asked', say: 'Let me ask you that first.', unknown }
    const early = this.questions.filter(({ key }) =>
      given.some(({ question }) => question === key && (this.askedAt.get(key) ?? 0) >= turns),
    )
    if (early.length > 0) return this.ask(early, turns, 'Just so that I have it right')
    const undated = given.find(
      ({ question, answer, date }) =>
        answer === 'yes' && !date && this.questions.some(({ key, kind }) => key === question && kind === 'yes_no_date'),
    )
    for (const { question, answer, date } of given)
      if (question !== undated?.question) this.answers.set(question, { answer, ...(date ? { date } : {}) })
    if (!undated) return { ok: true, recorded: given.map(({ question }) => question) }
    const [about] = this.questions.filter(({ key }) => key === undated.question)
    this.askedAt.set(undated.question, turns)
    return {
      ok: false,
      reason: 'needs_date',
      say: 'About when was that? A month is enough.',
      questions: [asked(about!)],
    }
  }

  private ask(questions: readonly ScreeningQuestion[], turns: number, opening: string): Result {
    for (const { key } of questions) this.askedAt.set(key, turns)
    this.asked.push(questions.map(({ key }) => key))
    const list = questions.map(({ short }) => short).join('; ')
    const [only] = questions
    return {
      ok: false,
      reason: 'needs_screening',
      say: questions.length === 1 ? `${opening}: ${only!.text}` : `${opening}: do any of these apply to you: ${list}?`,
      mustSay: true,
      questions: questions.map(asked),
    }
  }

  private outcome(): Result | null {
    const effects = this.effects()
    if (effects.includes('block'))
      return {
        ok: false,
        reason: 'clinician_review_needed',
        say: `${CLINICIAN_WORDS} Would you like to book a consultation in the meantime?`,
        mustSay: true,
        consultation: 'Consultation',
      }
    if (effects.includes('earliest'))
      return {
        ok: false,
        reason: 'too_early',
        say: 'We book this from six months after that. The first day I can look at is Monday, March 1, 2027. Shall I look for times from then?',
        mustSay: true,
        earliest: EARLIEST,
      }
    return null
  }

  private effects(): string[] {
    return this.questions.flatMap(({ key, effect }) => {
      const answer = this.answers.get(key)?.answer
      return answer === 'yes' ? [effect] : answer === 'unsure' ? ['review'] : []
    })
  }

  private checkPolicy(args: Args, turns: number): Result | null {
    if (this.policy === null || this.isPolicyAccepted) return null
    if (args.policy_accepted === true && this.policyAt < turns) {
      this.isPolicyAccepted = true
      return null
    }
    this.policyAt = turns
    return { ok: false, reason: 'needs_policy', say: `${this.policy} Is that all right with you?`, mustSay: true }
  }
}

function asked({ key, kind, text, short }: ScreeningQuestion): Record<string, unknown> {
  return { key, kind, text, short }
}
