import type { Page } from '@playwright/test'
import { expect } from './ava.ts'

type Cookies = Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>
/** Of this worker's Ava: it lets nobody try passwords as often as tests would. */
const sessions = new Map<string, Cookies>()

/** Signs in to the portal as one of the demo spas' people; again with the same session, while it is good. */
export async function signIn(page: Page, url: string, email: string): Promise<void> {
  const today = page.getByRole('heading', { level: 1, name: /^Today/ })
  const known = sessions.get(`${url} ${email}`)
  if (known) {
    await page.context().addCookies(known)
    await page.goto(`${url}/today`)
    if (new URL(page.url()).pathname === '/today') {
      await expect(today).toBeVisible()
      return answersClicks(page)
    }
  }
  await page.goto(`${url}/sign-in`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill('demo-front-desk')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(today).toBeVisible()
  const cookies = await page.context().cookies(url)
  sessions.set(
    `${url} ${email}`,
    cookies.filter(({ name }) => name.includes('session')),
  )
  await answersClicks(page)
}

/** Kit puts it there once the page answers clicks. */
async function answersClicks(page: Page): Promise<void> {
  await page.locator('#svelte-announcer').waitFor({ state: 'attached' })
}
