import type { Page } from '@playwright/test'
import { expect, test } from '../support/ava.ts'
import { expectAccessible } from '../support/axe.ts'
import { signIn } from '../support/desk.ts'

// Whatever zone the reader is in, the calendar shows the spa's time.
test.use({ timezoneId: 'Asia/Tokyo' })

const zone = 'America/New_York'
/** A Wednesday in about two months: on such days people work from eleven, and nothing is booked yet. */
const inTwoMonths = Temporal.Now.plainDateISO(zone).add({ days: 63 })
const day = inTwoMonths.add({ days: (10 - inTwoMonths.dayOfWeek) % 7 }).toString()

interface Row extends Record<string, unknown> {
  id: string
  start: string
  name: string
  channel: string | null
}
const booked = `
  select a.id, to_char(a.starts_at at time zone '${zone}', 'HH24:MI') as start, p.display_name as name, c.channel
  from appointments a join customers k on k.tenant_id = a.tenant_id and k.id = a.customer_id
    join providers p on p.tenant_id = a.tenant_id and p.id = a.provider_id
    left join policy_acceptances c on c.tenant_id = a.tenant_id and c.appointment_id = a.id
  where k.given_name = 'Quilla'`

const grid = (page: Page) => page.getByRole('group', { name: /^Calendar,/ })
const toast = (page: Page) => page.getByRole('region', { name: 'Notifications' })

test('somebody books at the desk, moves by dragging, takes it back, and cancels with the policy’s fee in sight', async ({
  page,
  ava,
  database,
  cleanliness,
}) => {
  cleanliness.allowConsole(/status of (400|409)/)
  await page.setViewportSize({ width: 1440, height: 1000 })
  await signIn(page, ava.url, 'owner@glow.example')
  await page.goto(`${ava.url}/calendar?date=${day}`)
  await page.getByRole('link', { name: 'New appointment' }).click()

  // What is wrong is said at the field, and nothing typed is lost.
  const panel = page.getByRole('region', { name: 'New appointment' })
  await panel.getByLabel('First name').fill('Quilla')
  await panel.getByLabel('Last name').fill('<script>alert(1)</script> \u0645\u0631\u062d\u0628\u0627')
  await panel.getByLabel('Phone').fill('no number')
  await panel.getByLabel('Service').selectOption({ label: 'Botox · 30 min' })
  await expect(panel.getByText('How the customer accepted it')).toBeVisible()
  await panel
    .getByRole('button', { name: /^12:00 PM with/ })
    .first()
    .click()
  await expect(panel.getByText('This time is free.')).toBeVisible()
  await panel.getByRole('button', { name: 'Book', exact: true }).click()
  await expect(panel.getByRole('alert')).toContainText('Phone')
  await expect(panel.getByLabel('First name')).toHaveValue('Quilla')
  await panel.getByLabel('Phone').fill('(212) 555-0188')
  await panel.getByRole('button', { name: 'Book', exact: true }).click()
  await expect(panel.getByRole('alert')).toContainText('how they accepted it')
  await panel.getByLabel('How the customer accepted it').selectOption('In person')
  await panel.getByRole('button', { name: 'Book', exact: true }).click()
  // The gates that Ava keeps hold here too.
  await expect(panel.getByRole('alert')).toContainText('needs a consultation')
  await panel.getByLabel('Service').selectOption({ label: 'Consultation · 30 min' })
  await expect(panel.getByText('Nothing is asked before this service.')).toBeVisible()
  await panel.getByLabel('How the customer accepted it').selectOption('In person')
  await panel.getByRole('button', { name: 'Book', exact: true }).click()
  await expect(page.getByText('Booked. The customer is told.')).toBeVisible()
  const made = await database.soon<Row>('glow', booked)
  expect([made.start, made.channel]).toEqual(['12:00', null])

  // An hour down the column: two steps of half an hour, 40 px each.
  const card = grid(page).getByRole('link', { name: /Quilla/ })
  await expect(card).toContainText('12:00 PM')
  await expect(card).toContainText('Booked')
  await drag(page, card, 2 * 40)
  await expect(toast(page)).toContainText('is moved to')
  await expect(card).toContainText('1:00 PM')
  expect((await database.rows<Row>('glow', booked)).map(({ start }) => start)).toEqual(['13:00'])
  await toast(page).getByRole('button', { name: 'Undo' }).click()
  await expect(card).toContainText('12:00 PM')

  // Where it cannot be it snaps back, and the reason is said.
  await card.scrollIntoViewIfNeeded()
  await drag(page, card, -6 * 40)
  await expect(toast(page)).toContainText(/Not moved\. .*(closed|not at work)/)
  await expect(card).toContainText('12:00 PM')
  await expectAccessible(page, { widths: [1440] })

  // A phone gets the day as a list, and everything that can be done.
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${ava.url}/calendar?date=${day}`)
  await page
    .getByRole('region', { name: /What happens on/ })
    .getByRole('link', { name: /Quilla/ })
    .click()
  await expect(page.getByRole('link', { name: 'Move' })).toBeVisible()
  await page.getByRole('button', { name: 'Cancel appointment' }).click()
  const dialog = page.getByRole('alertdialog')
  await expect(dialog).toContainText(/By the policy, cancelling now costs/)
  await expect(dialog).toContainText(/Free of charge until \d+ hours? before/)
  await dialog.getByRole('button', { name: 'Cancel appointment' }).click()
  await expect(page.getByText('Cancelled. The customer is told')).toBeVisible()
  await expectAccessible(page, { widths: [390] })
})

test('the calendar shows week, month and rooms, other hours for a day, and another spa nothing of it', async ({
  page,
  ava,
  cleanliness,
}) => {
  cleanliness.allowConsole(/status of 400/)
  await page.setViewportSize({ width: 1440, height: 1000 })
  await signIn(page, ava.url, 'owner@glow.example')
  for (const view of ['', '&view=week', '&view=month', '&by=room', '&view=week&by=room']) {
    await page.goto(`${ava.url}/calendar?date=${day}${view}`)
    await expect(grid(page).locator('.ec-main, .ec')).not.toHaveCount(0)
  }
  await page.goto(`${ava.url}/calendar?view=month`)
  await expect(grid(page).getByRole('link').first()).toBeVisible()
  await expectAccessible(page, { widths: [1440] })

  await page.goto(`${ava.url}/calendar/staff?date=${day}`)
  const panel = page.getByRole('region', { name: 'When people work' })
  await panel.getByText('Other hours on one day').click()
  await panel.getByLabel('Provider').selectOption({ index: 1 })
  await panel.getByLabel('Day', { exact: true }).fill(day)
  await panel.getByLabel('From', { exact: true }).fill('15:00')
  await panel.getByLabel('To', { exact: true }).fill('12:00')
  await panel.getByRole('button', { name: 'Save this day' }).click()
  await expect(panel.getByText('Each period must end after it begins.').first()).toBeVisible()
  await expect(panel.getByLabel('From', { exact: true })).toHaveValue('15:00')
  await panel.getByLabel('To', { exact: true }).fill('19:00')
  await panel.getByRole('button', { name: 'Save this day' }).click()
  await expect(panel.getByRole('status')).toContainText('Saved')
  await panel.getByRole('button', { name: 'Usual hours again for Dr. Maya Castellano' }).click()
  await expect(panel.getByRole('status')).toContainText('works the usual hours')
  await expectAccessible(page, { widths: [390] })
  await page.goto(`${ava.url}/calendar/waitlist`)
  await expect(page.getByRole('region', { name: 'Waitlist' })).toBeVisible()
  await expectAccessible(page, { widths: [390] })

  await page.context().clearCookies()
  await signIn(page, ava.url, 'owner@lumen.example')
  await page.goto(`${ava.url}/calendar`)
  await expect(page.getByText('Times in Pacific Time')).toBeVisible()
  await expect(grid(page)).not.toContainText('Castellano')
})

/** As a hand does: press, move in steps, let go. */
async function drag(page: Page, card: ReturnType<Page['getByRole']>, down: number): Promise<void> {
  // Strips above the grid may just be coming: it is pressed once it stands still.
  let top = -1
  await expect
    .poll(
      async () => {
        const before = top
        // Not there while the calendar is drawn anew.
        top = (await card.boundingBox())?.y ?? NaN
        return top === before
      },
      { intervals: [400] },
    )
    .toBe(true)
  const box = (await card.boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + 8]
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let step = 1; step <= 8; step++) await page.mouse.move(x, y + (down * step) / 8)
  // What was dragged follows with the next frames.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  await page.mouse.move(x, y + down)
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  await page.mouse.up()
}
