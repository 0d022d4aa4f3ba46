import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { agency, expect, owner, test } from './portal-test.ts'

const press = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click()
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`

const pages: { name: string; as?: string; path: string; act?: (page: Page) => Promise<unknown> }[] = [
  { name: 'sign-in', path: '/sign-in?signed-out' },
  {
    name: 'sign-in with errors',
    path: '/sign-in',
    act: (page) => page.getByRole('button', { name: 'Sign in' }).click(),
  },
  { name: 'the list', as: owner, path: '/conversations' },
  { name: 'nothing found', as: owner, path: '/conversations?search=zzzz' },
  { name: 'a call', as: owner, path: '/conversations/call' },
  { name: 'a hand-over', as: owner, path: '/conversations/handover', act: showDetails },
  { name: 'an emergency', as: owner, path: '/conversations/emergency', act: showDetails },
  { name: 'a booking', as: owner, path: '/conversations/booked', act: showDetails },
  { name: 'more filters', as: owner, path: '/conversations?assignee=me' },
  { name: 'a customer', as: owner, path: '/customers/c1' },
  { name: 'messages', as: owner, path: '/set-up/messages' },
  { name: 'words', as: owner, path: '/set-up/messages/words', act: press('Preview') },
  { name: 'a long name', as: owner, path: '/conversations/long' },
  { name: 'not found', as: owner, path: '/conversations/gone' },
  { name: 'the widget', as: owner, path: '/set-up/widget' },
  {
    name: 'a website refused',
    as: owner,
    path: '/set-up/widget',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add website' }).click()
      await page.getByText('Enter the address of a website.').waitFor()
    },
  },
  { name: 'tasks', as: owner, path: '/tasks' },
  { name: 'tasks done', as: owner, path: '/tasks?status=done' },
  { name: 'no tasks of a kind', as: owner, path: '/tasks?status=done&kind=rebook' },
  { name: 'declining', as: owner, path: '/tasks', act: press(/^Decline: Confirm/) },
  { name: 'screening answers', as: owner, path: '/tasks', act: press('Read the answers') },
  { name: 'a day', as: owner, path: '/appointments' },
  { name: 'an appointment', as: owner, path: `/appointments/${id(3)}` },
  { name: 'cancelling', as: owner, path: `/appointments/${id(3)}`, act: press('Cancel appointment') },
  { name: 'a plan with its next dates', as: owner, path: `/appointments/${id(1)}?book` },
  {
    name: 'starting a plan',
    as: owner,
    path: `/appointments/${id(3)}`,
    act: (page) => page.getByText('Start a plan').first().click(),
  },
  { name: 'moving', as: owner, path: `/appointments/${id(3)}/move` },
  {
    name: 'time off',
    as: owner,
    path: `/appointments/time-off?provider=${id(901)}`,
    act: press('See what is booked then'),
  },
  {
    name: 'calendars',
    as: owner,
    path: '/set-up/calendars',
    act: (page) => page.getByText('Asking Google').waitFor({ state: 'detached' }),
  },
  {
    name: 'calendars compared',
    as: owner,
    path: '/set-up/calendars',
    act: press(/^Compare both sides: the calendar of Dr. Lee/),
  },
  { name: 'a calendar that is not ours to see', as: 'desk@glow.example', path: '/set-up/calendars?problem=denied' },
  { name: 'no spa', as: 'nobody@glow.example', path: '/conversations' },
  {
    name: 'the spa menu',
    as: agency,
    path: '/conversations',
    act: (page) => page.getByRole('button', { name: /Choose another spa/ }).click(),
  },
  {
    name: 'the account menu',
    as: owner,
    path: '/conversations',
    act: (page) => page.getByRole('button', { name: /^Account/ }).click(),
  },
]

async function showDetails(page: Page) {
  const button = page.getByRole('button', { name: 'Details' })
  if (await button.isVisible()) await button.click()
}

/** Colours would fade into each other, and axe measure contrast in the middle of it. Short is not enough: on a busy machine a frame lasts. */
async function stopFading(page: Page) {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important }')
    document.adoptedStyleSheets.push(sheet)
  })
}

const widths = [390, 1440]

for (const { name, as: email, path, act } of pages) {
  test(`axe finds nothing on ${name}, narrow and wide, in light and dark`, async ({ page, as, expectedErrors }) => {
    expectedErrors.push('status of 4')
    if (email) await as(email)
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 })
      // Anew for each: what `act` opens may be elsewhere, or open already.
      await page.goto(path)
      // Kit puts it there once the page answers clicks.
      await page.locator('#svelte-announcer').waitFor({ state: 'attached' })
      await act?.(page)
      await stopFading(page)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        const { violations } = await new AxeBuilder({ page })
          // In the page itself: by itself it opens another for each analysis, for frames of other origins.
          .setLegacyMode(true)
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze()
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)
        expect(found, `${width} px, ${colorScheme}`).toEqual([])
      }
    }
  })
}
