import { agency, expect, open, owner, test } from './portal-test.ts'

test.beforeEach(({ as }) => as(owner))

const list = 'Conversations'

test('filters and searches in the address, and remembers them while reading', async ({ page }) => {
  await open(page, '/conversations')
  await page.getByLabel('Outcome').selectOption('Booked')
  await expect(page).toHaveURL('/conversations?outcome=booked')
  await expect(page.getByRole('link', { name: /Maria Lopez/ }).last()).not.toContainText('Talking now')
  await page.getByLabel('Search conversations').pressSequentially('aali')
  await expect(page).toHaveURL('/conversations?search=aali&outcome=booked')
  await expect(page.getByLabel('Search conversations')).toBeFocused()
  await page
    .getByRole('region', { name: list })
    .getByRole('link', { name: /Aaliyah/ })
    .click()
  await expect(page).toHaveURL('/conversations/booked?search=aali&outcome=booked')
  await page.reload()
  await expect(page.getByLabel('Search conversations')).toHaveValue('aali')
  await page.getByRole('link', { name: 'Clear filters' }).click()
  await expect(page).toHaveURL('/conversations/booked')
})

test('pages to older conversations and back', async ({ page }) => {
  await open(page, '/conversations')
  const rows = page.getByRole('region', { name: list }).getByRole('listitem')
  await expect(rows).toHaveCount(40)
  await page.getByRole('link', { name: 'Older' }).click()
  await expect(page).toHaveURL(/cursor=40/)
  await page.getByRole('link', { name: 'Older' }).click()
  await expect(rows).toHaveCount(20)
  await expect(page.getByRole('link', { name: 'Older' })).toHaveCount(0)
  await page.goBack()
  await expect(rows).toHaveCount(40)
  await page.getByRole('link', { name: 'Back to the newest' }).click()
  await expect(page).toHaveURL('/conversations')
})

test('ignores a filter it does not know', async ({ page }) => {
  await page.goto('/conversations?channel=fax&status=')
  await expect(page.getByRole('region', { name: list }).getByRole('link', { name: /Maria Lopez/ })).toBeVisible()
})

test('shows a conversation as it was, with what happened and what it cost', async ({ page }) => {
  await page.goto('/conversations/booked')
  const transcript = page.getByRole('region', { name: 'Transcript' })
  await expect(transcript.getByText('cut off here')).toHaveCount(1)
  await expect(transcript.getByText('Looked for free times')).toBeVisible()
  const panel = page.getByRole('complementary', { name: 'Details' })
  await expect(panel.getByText('$0.0421')).toBeVisible()
  await expect(panel.getByText('0.64 s')).toBeVisible()
  await expect(panel.getByText('2 min 14 s')).toBeVisible()
  await expect(panel.getByText('Verified')).toBeVisible()
  await expect(panel.getByText('Claimed')).toBeVisible()
  await expect(panel.getByText('GLOW-7QK4')).toBeVisible()
})

test('tells times in the spa’s zone, whatever the reader’s', async ({ page, server }) => {
  server.details.set('booked', { startedAt: '2026-01-15T03:05:00.000Z' })
  await page.goto('/conversations/booked')
  const started = page.locator('time[datetime="2026-01-15T03:05:00.000Z"]').first()
  await expect(started).toContainText('10:05 PM')
  await expect(started).toHaveAttribute('title', /January 14, 2026 at 10:05:00 PM EST/)
})

test('shows what a page claims as words, never as a link to a script', async ({ page }) => {
  await page.goto('/conversations/script')
  await expect(page.getByText('javascript:alert(1)')).toBeVisible()
  await expect(page.locator('a[href^="javascript"]')).toHaveCount(0)
  await expect(page.getByRole('heading', { name: '<script>alert(1)</script>' })).toBeVisible()
})

test('keeps the list when a conversation is not there', async ({ page, expectedErrors }) => {
  expectedErrors.push('status of 404')
  await page.goto('/conversations/gone')
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
  await expect(page.getByText('There is no such conversation here.')).toBeVisible()
  await expect(page.getByRole('region', { name: list }).getByRole('link', { name: /Maria Lopez/ })).toBeVisible()
})

test('says so when the API fails, and works again after "Try again"', async ({ page, server, expectedErrors }) => {
  expectedErrors.push('status of 503')
  server.faults.set('/api/portal/conversations/', 503)
  await open(page, '/conversations/booked')
  await expect(page.getByText('The database does not answer.')).toBeVisible()
  // With its first connection the page tries once by itself.
  await expect.poll(() => server.asked.filter((path) => path === 'conversations/booked').length).toBe(2)
  server.faults.clear()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('region', { name: 'Transcript' })).toBeVisible()
})

test('shows one spa at a time, and only one’s own', async ({ page, as, context }) => {
  await as(agency)
  await open(page, '/conversations')
  await page.getByRole('button', { name: /Choose another spa/ }).click()
  await page.getByRole('menuitemradio', { name: /Lumen/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^Today/ })).toBeVisible()
  await open(page, '/conversations')
  await expect(page.getByRole('link', { name: /Only Lumen/ })).toBeVisible()
  await expect(page.getByRole('link', { name: /Maria Lopez/ })).toHaveCount(0)
  await expect(page.getByText('Times in Pacific Time')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('link', { name: /Only Lumen/ })).toBeVisible()

  // The cookie only chooses among the spas the server says are theirs.
  await as(owner)
  await open(page, '/conversations')
  await expect(page.getByRole('link', { name: /Only Lumen/ })).toHaveCount(0)
  await expect(page.getByRole('region', { name: list }).getByRole('link', { name: /Maria Lopez/ })).toBeVisible()
  const cookies = await context.cookies()
  expect(cookies.find(({ name }) => name === 'ava_spa')?.value).toBe('spa-lumen')
})

test('keeps a theme without a flash', async ({ page, context }) => {
  await open(page, '/conversations')
  await page.getByRole('button', { name: /^Account/ }).click()
  const saved = page.waitForResponse((response) => response.url().includes('/preferences'))
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await saved
  const html = await (await context.request.get('/conversations')).text()
  expect(html).toContain('<html lang="en" data-theme="dark">')
})

test('sends the headers that keep data in', async ({ context }) => {
  for (const path of ['/conversations', '/conversations/booked', '/sign-in', '/nothing-here']) {
    const headers = (await context.request.get(path)).headers()
    expect(headers['content-security-policy']).toMatch(
      /default-src 'none'.*script-src 'self' 'nonce-.*frame-ancestors 'none'/,
    )
    expect(headers['cache-control']).toContain('no-store')
    expect(headers['referrer-policy']).toBe('same-origin')
    expect(headers['permissions-policy']).toContain('microphone=(self)')
    expect(headers['x-content-type-options']).toBe('nosniff')
  }
})

test('works by keyboard alone', async ({ page }) => {
  await open(page, '/conversations')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
  const row = page.getByRole('region', { name: list }).getByRole('link').first()
  for (let i = 0; i < 12 && !(await row.evaluate((node) => node === document.activeElement)); i++) {
    await page.keyboard.press('Tab')
  }
  await expect(row).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/conversations/call')
  await page.getByRole('button', { name: /^Account/ }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitemradio', { name: 'System' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: /^Account/ })).toBeFocused()
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  test('a conversation is a page of its own, with a way back', async ({ page }) => {
    await open(page, '/conversations?outcome=booked')
    await page
      .getByRole('region', { name: list })
      .getByRole('link', { name: /Aaliyah/ })
      .click()
    await expect(page.getByRole('region', { name: 'Transcript' })).toBeVisible()
    await expect(page.getByLabel('Search conversations')).toBeHidden()
    await page.getByRole('button', { name: 'Details' }).click()
    await expect(page.getByText('GLOW-7QK4')).toBeVisible()
    await page.getByRole('link', { name: 'All conversations' }).click()
    await expect(page).toHaveURL('/conversations?outcome=booked')
  })

  test('nothing is wider than the screen', async ({ page }) => {
    for (const path of ['/conversations', '/conversations/long', '/conversations/rtl', '/sign-in']) {
      await page.goto(path)
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390)
    }
  })
})
