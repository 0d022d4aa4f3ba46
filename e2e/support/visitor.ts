import type { Page } from '@playwright/test'
import { answered, widget } from './widget.ts'

/** Types a wish in the open widget, taps a time that is offered, and says who it is for: up to what the gates ask. */
export async function wishes(
  page: Page,
  booking: { wish: string; when: string; offered: RegExp; nth?: number; name: string; contact: string },
): Promise<void> {
  const ui = widget(page)
  await ui.type(booking.wish)
  await answered(page, /\?/)
  await ui.type(booking.when)
  await answered(page, booking.offered)
  await ui.log
    .getByRole('group', { name: /open times/i })
    .getByRole('button')
    .nth(booking.nth ?? 0)
    .click()
  await answered(page, /name/i)
  await ui.type(booking.name)
  await answered(page, /phone|email/i)
  await ui.type(booking.contact)
}
