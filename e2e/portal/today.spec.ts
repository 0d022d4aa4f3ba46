import { expect, test } from '../support/ava.ts'
import { expectAccessible } from '../support/axe.ts'
import { signIn } from '../support/desk.ts'
import { widget } from '../support/widget.ts'

test('the day shows who is with Ava, who comes and what waits, and a person takes the word from there', async ({
  page,
  ava,
  database,
  browser,
}) => {
  await signIn(page, ava.url, 'owner@glow.example')
  const rows = page.getByRole('region', { name: 'Appointments' }).getByRole('listitem')
  const [day] = await database.rows<{ count: number }>(
    'glow',
    `select count(*)::int from appointments a join tenants t on t.id = a.tenant_id
     where t.site_key = 'glow' and status <> 'cancelled' and (starts_at at time zone t.time_zone)::date = (now() at time zone t.time_zone)::date`,
  )
  await expect(rows).toHaveCount(day!.count)
  await expect(page.getByRole('region', { name: 'So far today' })).toContainText('Booked, by the price list')

  const visitor = await (await browser.newContext()).newPage()
  await visitor.goto(`${ava.url}/demo/glow`)
  const ui = widget(visitor)
  await ui.open()
  await ui.type('Is there parking near the spa?')
  // It comes by itself.
  const live = page.getByRole('region', { name: 'With Ava now' })
  await expect(live.getByRole('link', { name: 'Read along' }).first()).toBeVisible()
  await expectAccessible(page)

  await live
    .getByRole('button', { name: /^Take over/ })
    .first()
    .click()
  await expect(page).toHaveURL(/\/conversations\//)
  await expect(ui.panel.getByText(/Renata/).first()).toBeVisible()
  await page.goto(`${ava.url}/today`)
  await expect(live.getByText(/^With /).first()).toBeVisible()
  await visitor.context().close()

  // The other spa has a day of its own.
  await page.context().clearCookies()
  await signIn(page, ava.url, 'owner@lumen.example')
  await expect(page.getByRole('region', { name: 'With Ava now' })).toContainText('Nobody is talking or writing')
})
