import { expect, test as base, type ConsoleMessage, type Page } from '@playwright/test'
import { startFakeServer, type FakeServer } from './fake-server.ts'
import { signedIn } from './signed-in.ts'

/** A test with a portal of its own; an error in the browser's console that the test did not announce fails it. */
export const test = base.extend<{
  server: FakeServer
  /** Errors this test causes on purpose: parts of their text. */
  expectedErrors: string[]
  as: (email: string) => Promise<void>
}>({
  // Playwright reads what a fixture needs from the pattern: these need nothing.
  // eslint-disable-next-line no-empty-pattern
  server: async ({}, use) => {
    const server = await startFakeServer()
    await use(server)
    await server.close()
  },
  baseURL: async ({ server }, use) => use(server.url),
  // eslint-disable-next-line no-empty-pattern
  expectedErrors: async ({}, use) => use([]),
  as: async ({ context }, use) => use((email) => signedIn(context, email)),
  page: async ({ page, expectedErrors }, use) => {
    const errors: string[] = []
    page.on('console', (message: ConsoleMessage) => message.type() === 'error' && errors.push(message.text()))
    page.on('pageerror', (error) => errors.push(error.message))
    await use(page)
    const unexpected = errors.filter((text) => !expectedErrors.some((part) => text.includes(part)))
    expect(unexpected, 'errors in the console').toEqual([])
  },
})

export { expect }

/** Goes to a page of the app and waits until it answers clicks: the live state says so. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(page.getByText('Live', { exact: true }).filter({ visible: true })).toBeVisible()
}
export const owner = 'owner@glow.example'
export const agency = 'agency@northstar.example'
