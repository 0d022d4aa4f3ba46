import { expect, open, owner, test } from './portal-test.ts'

test.beforeEach(({ as }) => as(owner))
test.use({ viewport: { width: 390, height: 900 } })

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`

test('the rest of a plan is proposed, what is not free is marked, and the free dates are booked', async ({
  page,
  server,
}) => {
  await open(page, `/appointments/${id(1)}`)
  const sessions = page.getByRole('region', { name: 'Sessions' })
  await expect(sessions.getByText('2 of 6 booked or given')).toBeVisible()
  await sessions.getByRole('link', { name: 'Book the rest' }).click()
  await expect(sessions.getByRole('heading', { name: 'Proposed dates' })).toBeVisible()
  await expect(sessions.getByText('Not free', { exact: true })).toHaveCount(1)
  await expect(sessions.getByText('Free', { exact: true })).toHaveCount(3)
  await sessions.getByRole('button', { name: 'Book the 3 free dates' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Booked. The customer is told.' })).toBeFocused()
  await expect(sessions.getByText('5 of 6 booked or given')).toBeVisible()
  expect(server.desk.plan?.booked).toBe(4)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})

test('a date that was taken meanwhile is said in words, and nothing is booked', async ({
  page,
  server,
  expectedErrors,
}) => {
  expectedErrors.push('status of 409')
  await open(page, `/appointments/${id(1)}?book`)
  server.faults.set(`/api/portal/plans/${id(701)}/sessions`, 409)
  await page.getByRole('button', { name: 'Book the 3 free dates' }).click()
  await expect(page.getByRole('region', { name: 'Sessions' }).getByRole('alert')).toBeFocused()
  await expect(page.getByText('2 of 6 booked or given')).toBeVisible()
})

test('a plan starts from an appointment; what is wrong is said at its field', async ({ page, expectedErrors }) => {
  expectedErrors.push('status of 400')
  await open(page, `/appointments/${id(3)}`)
  await page.getByText('Start a plan').first().click()
  await page.getByLabel('Sessions in all').fill('1')
  await page.getByRole('button', { name: 'Start a plan' }).click()
  await expect(page.getByLabel('Sessions in all')).toHaveAccessibleDescription('Enter at least 2.')
  await page.getByLabel('Sessions in all').fill('3')
  await page.getByRole('radio', { name: 'Within a number of days' }).check()
  await page.getByLabel('At most (days)').fill('42')
  await page.getByRole('button', { name: 'Start a plan' }).click()
  await expect(page.getByText('1 of 3 booked or given')).toBeVisible()
  await expect(page.getByText('21 to 42 days apart')).toBeVisible()
})

test('stopping asks once, and what is booked stays', async ({ page, server }) => {
  await open(page, `/appointments/${id(1)}`)
  await page.getByRole('button', { name: 'Stop the plan' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Stop the plan' }).click()
  await expect(page.getByText('The plan is stopped.')).toBeVisible()
  await expect(page.getByText('Stopped. What is booked stays booked.')).toBeVisible()
  expect(server.desk.plan).toMatchObject({ status: 'stopped', booked: 1 })
})
