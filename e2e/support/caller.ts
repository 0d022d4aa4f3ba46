import type { Page } from '@playwright/test'
import { expect, type Sandbox } from './ava.ts'
import { gateQuestion, lastQuestion } from './gates.ts'
import { heardAt, installSpeakerAndMicrophone, sayInto } from './speaker-and-microphone.ts'
import { widget } from './widget.ts'

/** Waits until Ava has finished speaking: something was heard, and then nothing for a while. */
export async function avaHasSpoken(page: Page, sinceLooks: number): Promise<number> {
  await expect.poll(async () => (await heardAt(page)).loudLooks, { timeout: 30_000 }).toBeGreaterThan(sinceLooks + 10)
  // She may be quiet because she looks something up, or because the machine is slow.
  const { log, panel } = widget(page)
  const isDone = async () =>
    (await heardAt(page)).quietMs > 900 &&
    (await log.locator('[aria-busy]').count()) === 0 &&
    (await panel.getByText('Listening', { exact: true }).count()) > 0
  await expect.poll(isDone, { timeout: 90_000 }).toBe(true)
  return (await heardAt(page)).loudLooks
}

/** Somebody in a call from the widget, who waits until Ava has said her piece. */
export class Caller {
  /** What was said to her, in order. */
  readonly said: string[] = []
  readonly #page: Page
  readonly #sandbox: Sandbox
  #heard = 0

  constructor(page: Page, sandbox: Sandbox) {
    this.#page = page
    this.#sandbox = sandbox
  }

  /** Opens the widget on the page that is shown, and calls; the greeting has been heard when it returns. */
  async calls(address: string): Promise<void> {
    await installSpeakerAndMicrophone(this.#page)
    // Nothing is heard but what this caller says.
    await this.#sandbox.hears()
    await this.#page.goto(address)
    const ui = widget(this.#page)
    await ui.open()
    await ui.talk.click()
    await expect(ui.timer).toBeVisible({ timeout: 15_000 })
    this.#heard = await avaHasSpoken(this.#page, 0)
  }

  /** Each line once Ava has answered the one before. */
  async says(...lines: string[]): Promise<void> {
    for (const line of lines) {
      await this.#sandbox.hears(line)
      await sayInto(this.#page, line)
      await expect(widget(this.#page).said(line).last()).toBeVisible({ timeout: 20_000 })
      this.said.push(line)
      this.#heard = await avaHasSpoken(this.#page, this.#heard)
    }
  }

  /** Ava's newest words. */
  lastWords(): Promise<string> {
    return widget(this.#page).log.getByRole('article').last().innerText()
  }

  /** Answers what is asked before a booking, up to the last question: `health` first, and no to all that follows. */
  async answersGates({ health }: { health: string }): Promise<void> {
    const answers = [health, 'no, none of those', 'none of these apply to me', 'no, nothing like that']
    for (;;) {
      const words = await this.lastWords()
      expect(words).toMatch(gateQuestion)
      if (lastQuestion.test(words)) return
      const isPolicy = /all right with you\?/i.test(words)
      const line = isPolicy ? 'yes, that is fine with me' : answers.shift()
      expect(line, `asked once more: ${words}`).toBeDefined()
      await this.says(line!)
    }
  }

  async hangsUp(): Promise<void> {
    const ui = widget(this.#page)
    await ui.end.click()
    await expect(ui.timer).toBeHidden()
  }
}
