/** Writes a picture of every page and state in each width and theme: `node tests/look.ts <folder> [name part]`. */
import { mkdir } from 'node:fs/promises'
import { chromium, type Page } from '@playwright/test'
import { startFakeServer } from './fake-server.ts'
import { signedIn } from './signed-in.ts'
import { executablePath } from './chromium.ts'

const [folder = '/tmp/portal-look', part = ''] = process.argv.slice(2)
const widths = { 390: 844, 820: 1180, 1440: 900 }
const owner = 'owner@glow.example'
const agency = 'agency@northstar.example'

async function submitWrong(page: Page) {
  await page.getByLabel('Email').fill('owner@glow.example')
  await page.getByLabel('Password').fill('wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').waitFor()
}
const showDetails = async (page: Page) => {
  const button = page.getByRole('button', { name: 'Details' })
  if (await button.isVisible()) await button.click()
}
const openSpas = (page: Page) => page.getByRole('button', { name: /Choose another spa/ }).click()
const openAccount = (page: Page) => page.getByRole('button', { name: /^Account/ }).click()
async function chooseQuiet(page: Page) {
  await openSpas(page)
  await page.getByRole('menuitemradio', { name: /Very Long Named/ }).click()
  await page.getByText('No conversations yet').waitFor()
}

const quietly = (path: string) => async (page: Page) => {
  await chooseQuiet(page)
  await page.goto(path)
}
const press = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click()
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`

const shots: { name: string; as?: string; path: string; act?: (page: Page) => Promise<unknown> }[] = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'sign-in-wrong', path: '/sign-in', act: submitWrong },
  { name: 'sign-in-empty', path: '/sign-in', act: (page) => page.getByRole('button', { name: 'Sign in' }).click() },
  { name: 'list', as: owner, path: '/conversations' },
  { name: 'list-filtered', as: owner, path: '/conversations?outcome=booked&search=kim' },
  { name: 'list-nothing', as: owner, path: '/conversations?search=zzzz' },
  { name: 'list-older', as: owner, path: '/conversations?cursor=80' },
  { name: 'call', as: owner, path: '/conversations/call' },
  { name: 'booked', as: owner, path: '/conversations/booked' },
  { name: 'booked-details', as: owner, path: '/conversations/booked', act: showDetails },
  { name: 'handover', as: owner, path: '/conversations/handover' },
  { name: 'handover-details', as: owner, path: '/conversations/handover', act: showDetails },
  { name: 'list-more-filters', as: owner, path: '/conversations?assignee=me' },
  { name: 'customer', as: owner, path: '/customers/c1' },
  { name: 'messages', as: owner, path: '/set-up/messages' },
  { name: 'words', as: owner, path: '/set-up/messages/words' },
  { name: 'long', as: owner, path: '/conversations/long' },
  { name: 'long-details', as: owner, path: '/conversations/long', act: showDetails },
  { name: 'rtl', as: owner, path: '/conversations/rtl' },
  { name: 'script', as: owner, path: '/conversations/script' },
  { name: 'not-found', as: owner, path: '/conversations/gone' },
  { name: 'agency-empty', as: agency, path: '/conversations', act: chooseQuiet },
  { name: 'agency-menu', as: agency, path: '/conversations', act: openSpas },
  { name: 'account-menu', as: owner, path: '/conversations', act: openAccount },
  { name: 'tasks', as: owner, path: '/tasks' },
  { name: 'tasks-done', as: owner, path: '/tasks?status=done' },
  { name: 'tasks-none', as: agency, path: '/conversations', act: quietly('/tasks') },
  { name: 'tasks-decline', as: owner, path: '/tasks', act: press(/^Decline: Confirm/) },
  { name: 'tasks-answers', as: owner, path: '/tasks', act: press('Read the answers') },
  { name: 'day', as: owner, path: '/appointments' },
  { name: 'day-none', as: agency, path: '/conversations', act: quietly('/appointments') },
  { name: 'appointment', as: owner, path: `/appointments/${id(3)}` },
  { name: 'appointment-cancel', as: owner, path: `/appointments/${id(3)}`, act: press('Cancel appointment') },
  { name: 'appointment-move', as: owner, path: `/appointments/${id(3)}/move` },
  { name: 'time-off', as: owner, path: '/appointments/time-off' },
  {
    name: 'time-off-affected',
    as: owner,
    path: `/appointments/time-off?provider=${id(901)}&ill`,
    act: press('See what is booked then'),
  },
  { name: 'calendars', as: owner, path: '/set-up/calendars' },
  { name: 'calendars-none', as: agency, path: '/set-up/calendars' },
  {
    name: 'calendars-drift',
    as: owner,
    path: '/set-up/calendars',
    act: press(/^Compare both sides: the calendar of Dr. Lee/),
  },
  { name: 'calendars-denied', as: owner, path: '/set-up/calendars?problem=denied' },
  { name: 'no-spa', as: 'nobody@glow.example', path: '/conversations' },
]

/** The fonts are there, and what moves and ends has ended. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })
}

const server = await startFakeServer()
const browser = await chromium.launch({ executablePath: executablePath() })
await mkdir(folder, { recursive: true })
try {
  for (const [width, height] of Object.entries(widths)) {
    for (const theme of ['light', 'dark'] as const) {
      for (const { name, as, path, act } of shots.filter((shot) => shot.name.includes(part))) {
        const context = await browser.newContext({
          viewport: { width: Number(width), height },
          colorScheme: theme,
          baseURL: server.url,
        })
        if (as) await signedIn(context, as)
        const page = await context.newPage()
        page.on('console', (message) => message.type() === 'error' && console.error(name, width, message.text()))
        page.on('pageerror', (error) => console.error(name, width, error.message))
        await page.goto(path)
        // Kit puts it there once the page answers clicks.
        await page.locator('#svelte-announcer').waitFor({ state: 'attached' })
        await act?.(page)
        await settled(page)
        await page.screenshot({ path: `${folder}/${name}-${width}-${theme}.png` })
        await context.close()
      }
    }
  }
} finally {
  await browser.close()
  await server.close()
}
