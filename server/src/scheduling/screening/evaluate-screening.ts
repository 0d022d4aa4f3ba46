import type { ScreeningEffect, ScreeningOutcome } from '../../db/generated/client.ts'

/** What a yes to one question means for a service, as a clinician approved it. */
export interface Rule {
  questionKey: string
  version: number
  effect: ScreeningEffect
  /** For `earliest`: how long after the day that was answered. */
  untilMonths: number | null
  untilDays: number | null
  /** The approved sentence. */
  text: string
}

export interface Answer {
  questionKey: string
  answer: 'yes' | 'no' | 'unsure'
  /** The local day it was last so. */
  date: Temporal.PlainDate | null
}

export interface Finding {
  questionKey: string
  ruleVersion: number
  /** What it comes to here: an unsure, or a day that nobody knows, is for a clinician. */
  effect: ScreeningEffect
  text: string
  /** For `earliest`: the first day that it allows. */
  earliest: Temporal.PlainDate | null
}

export interface Evaluation {
  outcome: ScreeningOutcome
  /** The first day on which no answer stands against it; null when none is a matter of days. */
  earliest: Temporal.PlainDate | null
  findings: Finding[]
  /** Questions with a rule that nobody has answered. */
  missing: string[]
}

/** From the mildest to the gravest. */
const gravity: readonly ScreeningOutcome[] = ['clear', 'prepare', 'review', 'earliest', 'block']

/**
 * What the answers mean for a treatment that begins on the local day `startsOn`. A pure function
 * of the rules: nothing is judged here. A no has no effect. A yes has the rule's. An unsure is
 * never a no: a clinician looks at it, except that a preparation is simply said. An `earliest`
 * rule stands until its time has passed since the answered day; without a day it is for a clinician.
 * Several answers to one question count as the gravest of them, and the outcome is the gravest of all.
 */
export function evaluateScreening(input: {
  rules: readonly Rule[]
  answers: readonly Answer[]
  startsOn: Temporal.PlainDate
}): Evaluation {
  const { rules, answers, startsOn } = input
  const answered = new Set(answers.map(({ questionKey }) => questionKey))
  const findings = rules.flatMap((rule) => {
    const found = answers
      .filter(({ questionKey }) => questionKey === rule.questionKey)
      .flatMap((answer) => apply(rule, answer) ?? [])
      .filter((one) => one.earliest === null || Temporal.PlainDate.compare(startsOn, one.earliest) < 0)
    return found.toSorted(gravestFirst).slice(0, 1)
  })
  const days = findings.flatMap(({ earliest }) => earliest ?? [])
  return {
    outcome: findings.reduce<ScreeningOutcome>((worst, { effect }) => graver(worst, effect), 'clear'),
    earliest: days.toSorted((one, other) => Temporal.PlainDate.compare(one, other)).at(-1) ?? null,
    findings: findings.toSorted(gravestFirst),
    missing: [...new Set(rules.map(({ questionKey }) => questionKey))].filter((key) => !answered.has(key)),
  }
}

function apply(rule: Rule, { answer, date }: Answer): Finding | null {
  if (answer === 'no') return null
  const finding = { questionKey: rule.questionKey, ruleVersion: rule.version, text: rule.text, earliest: null }
  if (rule.effect === 'prepare') return { ...finding, effect: 'prepare' }
  if (answer === 'unsure') return { ...finding, effect: 'review' }
  if (rule.effect !== 'earliest') return { ...finding, effect: rule.effect }
  if (date === null) return { ...finding, effect: 'review' }
  // Months first, as the calendar has them: the end of a month stays in its month.
  const earliest = date.add({ months: rule.untilMonths ?? 0 }).add({ days: rule.untilDays ?? 0 })
  return { ...finding, effect: 'earliest', earliest }
}

/** The graver of two outcomes. */
export function graver(one: ScreeningOutcome, other: ScreeningOutcome): ScreeningOutcome {
  return gravity.indexOf(other) > gravity.indexOf(one) ? other : one
}

function gravestFirst(one: Finding, other: Finding): number {
  const byEffect = gravity.indexOf(other.effect) - gravity.indexOf(one.effect)
  if (byEffect !== 0) return byEffect
  if (one.earliest && other.earliest) return Temporal.PlainDate.compare(other.earliest, one.earliest)
  return one.questionKey < other.questionKey ? -1 : 1
}
