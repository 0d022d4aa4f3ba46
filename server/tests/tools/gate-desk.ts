import { expect } from 'vitest'
import type { Tenant } from '../../src/db/for-tenant.ts'
import type { ScreeningEffect } from '../../src/db/generated/client.ts'
import type { ToolResult } from '../../src/tools/tool.ts'
import type { ToolDesk } from './tool-desk.ts'

export const jane = { given_name: 'Jane', family_name: 'Doe', phone: '(212) 555-0111' }

interface RuleOfTest {
  key: string
  short: string
  effect: ScreeningEffect
  untilMonths?: number
  untilDays?: number
  isDated?: boolean
  validDays?: number
}

export const pregnant: RuleOfTest = { key: 'pregnant', short: 'being pregnant', effect: 'block' }
export const bleeding: RuleOfTest = { key: 'bleeding', short: 'a blood thinner', effect: 'review' }
export const accutane: RuleOfTest = {
  key: 'accutane',
  short: 'Accutane in the last year',
  effect: 'earliest',
  untilMonths: 6,
  isDated: true,
}
export const waxing: RuleOfTest = { key: 'waxing', short: 'waxing the area', effect: 'prepare' }

/** Asks these before a service. */
export async function askBefore(tenant: Tenant, serviceId: string, rules: readonly RuleOfTest[]): Promise<void> {
  for (const [position, { key, short, effect, isDated, validDays = 30, ...until }] of rules.entries()) {
    const known = await tenant.db.screeningQuestion.findFirst({ where: { key } })
    if (!known) await writeQuestion(tenant, { key, short, isDated, validDays, version: 1, position })
    const { untilDays = null, untilMonths = null } = until
    const rule = { serviceId, questionKey: key, effect, untilDays, untilMonths, approvedBy: 'Dr. Lee' }
    await tenant.db.screeningRule.create({ data: { ...rule, text: `Approved words about ${key}.` } })
  }
}

export async function writeQuestion(
  tenant: Tenant,
  question: {
    key: string
    short: string
    version: number
    isDated?: boolean | undefined
    validDays?: number
    position?: number
  },
): Promise<void> {
  const { key, short, version, isDated, validDays = 30, position = 0 } = question
  await tenant.db.screeningQuestion.create({
    data: {
      key,
      version,
      text: `Is it ${short}?`,
      shortText: short,
      answerKind: isDated ? 'yes_no_date' : 'yes_no',
      position,
      validDays,
      approvedBy: 'Dr. Lee',
    },
  })
}

/** The first free slot, and a call that asks for it. */
export async function choose(desk: ToolDesk, args: object = {}) {
  const found = await desk.call('find_openings', { service: 'botox', when: 'tomorrow', ...args })
  const openings = found.openings as unknown as { slot: string; label: string; visit?: { service: string }[] }[]
  expect(openings?.length, JSON.stringify(found)).toBeGreaterThan(0)
  const { slot, label, visit } = openings[0]!
  desk.says(`${label} please`)
  const book = (more: object = {}) => desk.call('book_appointment', { slot, ...jane, ...more })
  return { slot, label, visit, book, found }
}

/** Goes on until the booking answers something that is neither the policy nor the question whether to book. */
export async function goOn(
  desk: ToolDesk,
  book: (more?: object) => Promise<ToolResult & Record<string, never>>,
): Promise<ToolResult & Record<string, never>> {
  let more = {}
  for (;;) {
    const answer = await book(more)
    const field = { needs_policy: 'policy_accepted', needs_confirmation: 'confirmed' }[String(answer.reason)]
    if (!field || field in more) return answer
    desk.says('Yes, that is fine')
    more = { ...more, [field]: true }
  }
}

export const none = { none_of_these: true }

/** Asked, and answered so. */
export async function answered(desk: ToolDesk, words: string, answers: object) {
  const chosen = await choose(desk)
  expect(await chosen.book()).toMatchObject({ ok: false, reason: 'needs_screening' })
  desk.says(words)
  const noted = await desk.call('answer_screening', answers)
  return { ...chosen, noted }
}

export const yes = (question: string, more: object = {}) => ({ answers: [{ question, answer: 'yes', ...more }] })
export const otherwiseNo = (question: string, answer: string, more: object = {}) => ({
  none_of_these: true,
  answers: [{ question, answer, ...more }],
})
