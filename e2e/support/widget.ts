import type { Locator, Page } from '@playwright/test'
import { expect } from './ava.ts'

/** The widget as a person finds it: by what is on it. */
export function widget(page: Page) {
  const panel = page.getByRole('dialog', { name: /conversation with/i })
  const log = panel.getByRole('log')
  return {
    panel,
    log,
    launcher: page.getByRole('button', { name: /talk to/i }),
    composer: panel.getByRole('textbox', { name: 'Your message' }),
    talk: panel.getByRole('button', { name: 'Talk', exact: true }),
    end: panel.getByRole('button', { name: 'End', exact: true }),
    timer: panel.getByRole('timer'),

    async open(): Promise<void> {
      await this.launcher.click()
      await expect(panel).toBeVisible()
    },
    async type(text: string): Promise<void> {
      await this.composer.fill(text)
      await panel.getByRole('button', { name: 'Send' }).click()
    },
    said(text: string | RegExp): Locator {
      return log.getByText(text)
    },
  }
}

/** The text of every turn, in order. */
export async function turns(page: Page): Promise<string[]> {
  return widget(page).log.getByRole('article').allInnerTexts()
}

/** Waits until Ava has said something new that matches, and nothing is on its way any more. */
export async function answered(page: Page, pattern: RegExp, timeout = 15_000): Promise<void> {
  const last = widget(page).log.getByRole('article').last()
  await expect(last).toContainText(pattern, { timeout })
  await expect(last).not.toHaveAttribute('aria-busy', { timeout })
}
