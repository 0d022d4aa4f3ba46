import { expect, open, owner, test } from './portal-test.ts'

test.beforeEach(({ as }) => as(owner))

test('the rail counts what waits, and says when it is urgent', async ({ page }) => {
  await open(page, '/conversations')
  await expect(page.getByRole('link', { name: 'Tasks 8 open tasks, 1 emergency' })).toBeVisible()
})

test('a request is confirmed with the keyboard alone', async ({ page, server }) => {
  await open(page, '/tasks')
  await page.getByRole('button', { name: /^Confirm: Confirm a request/ }).focus()
  await page.keyboard.press('Enter')
  const notice = page.getByText('Confirmed. The customer is told.')
  await expect(notice).toBeVisible()
  await expect(page.getByRole('status').filter({ has: notice })).toBeFocused()
  await expect(page.getByText('Confirm a request: Microneedling')).toHaveCount(0)
  expect(server.asked.some((path) => path.endsWith('/decision'))).toBe(true)
})

test('a decline asks why, and can be left with Escape', async ({ page }) => {
  await open(page, '/tasks')
  const decline = page.getByRole('button', { name: /^Decline: Confirm a request/ })
  await decline.click()
  const dialog = page.getByRole('alertdialog', { name: 'Decline this appointment?' })
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(decline).toBeFocused()
  await decline.click()
  await dialog.getByLabel('Why').fill('We are closed then.')
  await dialog.getByRole('button', { name: 'Decline' }).click()
  await expect(page.getByText('Declined. The customer is told')).toBeVisible()
})

test('what was marked as done can be opened again at once', async ({ page }) => {
  await open(page, '/tasks')
  await page.getByRole('button', { name: 'Mark as done: Please call about the gift card' }).click()
  await expect(page.getByText('Please call about the gift card')).toHaveCount(0)
  await page.getByRole('button', { name: 'Open again', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Please call about the gift card' })).toBeVisible()
})

test('answers are read only when somebody asks for them', async ({ page, server }) => {
  await open(page, '/tasks')
  const reads = () => server.asked.filter((path) => path.endsWith('/assessment')).length
  expect(reads()).toBe(0)
  await page.getByRole('button', { name: 'Read the answers' }).click()
  const dialog = page.getByRole('dialog', { name: 'Answers of Zoe Martin' })
  await expect(dialog.getByText('Do you have a heart condition?')).toBeVisible()
  expect(reads()).toBe(1)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(dialog).toHaveCount(0)
})

test('what somebody did in Google is shown from and to, and put back', async ({ page }) => {
  await open(page, '/tasks?kind=calendar_conflict')
  const moved = page.getByRole('article', { name: /was moved/ })
  await expect(moved.getByText('4:15 PM')).toBeVisible()
  await moved.getByRole('button', { name: /^Put back/ }).click()
  await expect(page.getByText('Put back. Google will say what our book says')).toBeVisible()
})

test('a new task appears by itself', async ({ page, server }) => {
  await open(page, '/tasks')
  const [first] = server.desk.tasks
  server.desk.tasks.unshift({ ...first!, id: 'new', title: 'Somebody wants to talk to you', kind: 'hand_over' })
  server.tell({ type: 'task', taskId: 'new' })
  await expect(page.getByText('Somebody wants to talk to you')).toBeVisible()
})

test('a banner on every page says whose times are withheld', async ({ page, server, as }) => {
  server.desk.attention.withheld = [{ providerName: 'Dr. Lee', since: new Date().toISOString() }]
  await open(page, '/conversations')
  const banner = page.getByRole('region', { name: 'Calendar not connected' })
  await expect(banner).toContainText('Ava offers no times for Dr. Lee')
  await banner.getByRole('link', { name: 'Reconnect' }).click()
  await expect(page.getByRole('heading', { name: 'Calendars', exact: true })).toBeVisible()
  await as('desk@glow.example')
  await open(page, '/tasks')
  await expect(banner.getByText('An owner or a manager can reconnect it.')).toBeVisible()
})

test('without scripts a task is still done', async ({ browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.url })
  await context.addCookies([{ name: 'session', value: owner, domain: '127.0.0.1', path: '/' }])
  const page = await context.newPage()
  await page.goto('/tasks')
  await page.getByRole('button', { name: 'Mark as done: Please call about the gift card' }).click()
  await expect(page.getByText('Marked as done.')).toBeVisible()
  await context.close()
})
