import { expect, test } from '../support/ava.ts'
import { expectAccessible } from '../support/axe.ts'
import { signIn } from '../support/desk.ts'

const pages = [
  'today',
  'conversations',
  'calendar',
  'appointments',
  'customers',
  'tasks',
  'account',
  'set-up/business',
  'set-up/services',
  'set-up/persona',
  'set-up/knowledge',
  'set-up/messages',
  'set-up/calendars',
  'set-up/team',
  'set-up/widget',
]

/** Words that Spanish does not have, and that the portal's English cannot do without. */
const english =
  /\b(the|and|with|you|your|this|that|are|is not|nobody|save|search|appointments?|customers?|today|close)\b/i

test('somebody chooses Spanish, and every page speaks it on a phone, in both themes', async ({ page, ava }) => {
  test.setTimeout(180_000)
  await signIn(page, ava.url, 'owner@glow.example')
  await page.getByRole('button', { name: /Account/ }).click()
  await page.getByRole('menuitemradio', { name: 'Español' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'es')
  await expect(page.getByRole('heading', { level: 1, name: /^Hoy/ })).toBeVisible()

  await page.setViewportSize({ width: 390, height: 844 })
  for (const path of pages) {
    await page.goto(`${ava.url}/${path}`)
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    // What the spa wrote itself (names, articles, its policy) stays as it is: only what names and leads its pages is asked.
    const words = await page
      .locator('h1, h2, label, button, nav a, [role=tab]')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).innerText.trim()).filter((text) => text !== ''))
    expect
      .soft(
        words.filter((text) => english.test(text)),
        `English on /${path}`,
      )
      .toEqual([])
    await expectAccessible(page, { widths: [390] })
  }
})

test('who is not signed in is spoken to as the browser asks, and may choose otherwise', async ({ browser, ava }) => {
  const context = await browser.newContext({ locale: 'es-MX' })
  const page = await context.newPage()
  await page.goto(`${ava.url}/sign-in`)
  await expect(page.getByRole('heading', { name: 'Inicie sesión en Ava' })).toBeVisible()
  await page.getByRole('button', { name: 'Iniciar sesión', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('Escriba su contraseña.')
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Ava' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await context.close()
})
