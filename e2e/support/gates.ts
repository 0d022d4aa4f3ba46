import type { Page } from '@playwright/test'
import { expect } from './ava.ts'
import { answered, widget } from './widget.ts'

/** What Ava asks between a visitor's details and the booking, and her last question before it. */
export const gateQuestion = /before i book|a few more|apply to you|all right with you\?|shall i (?:book|ask)/i
export const lastQuestion = /shall i (?:book|ask)/i
const policyQuestion = /all right with you\?/i

/** Answers everything that is asked before a booking, by tapping, up to the last question. */
export async function answerGates(page: Page): Promise<string[]> {
  const { log } = widget(page)
  const turns = log.getByRole('article')
  const asked: string[] = []
  for (;;) {
    await answered(page, gateQuestion)
    const words = await turns.last().innerText()
    if (lastQuestion.test(words)) return asked
    asked.push(words)
    expect(asked.length, asked.join('\n')).toBeLessThan(8)
    const name = policyQuestion.test(words) ? 'That’s all right' : /^(?:None of these|No)$/
    const before = await turns.count()
    await log.getByRole('button', { name }).last().click()
    // Their own words, and Ava's next.
    await expect.poll(() => turns.count(), { timeout: 15_000 }).toBeGreaterThanOrEqual(before + 2)
  }
}
