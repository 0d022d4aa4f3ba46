import { expect, open, owner, test } from './portal-test.ts'

test.beforeEach(({ as }) => as(owner))

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`

test('the day shows by provider what is booked, blocked and withheld, in the spa’s zone', async ({ page }) => {
  await open(page, '/appointments')
  await expect(page.getByText('Times in Eastern Time').filter({ visible: true })).toBeVisible()
  const lee = page.getByRole('region', { name: 'Dr. Lee' })
  await expect(lee.getByText('At work 9:00 AM – 12:00 PM and 1:00 PM – 5:00 PM')).toBeVisible()
  await expect(lee.getByText('Busy in Google')).toBeVisible()
  const ortiz = page.getByRole('region', { name: 'Rosa Ortiz, RN' })
  await expect(ortiz.getByText('Ava offers no times')).toBeVisible()
  await expect(ortiz.getByText('To be booked anew')).toBeVisible()
})

test('somebody comes late, is checked in, and the focus is on what came of it', async ({ page }) => {
  await open(page, '/appointments')
  await page.getByRole('link', { name: /11:00 AM/ }).click()
  await page.getByLabel('Minutes late').fill('20')
  await page.getByRole('button', { name: 'Note as late' }).click()
  await expect(page.getByText('Noted as late.')).toBeVisible()
  await expect(page.getByText('20 min late').first()).toBeVisible()
  await page.getByRole('button', { name: 'Check in' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Checked in.' })).toBeFocused()
})

test('cancelling shows the fee, and waives it', async ({ page, server }) => {
  await open(page, `/appointments/${id(3)}`)
  await page.getByRole('button', { name: 'Cancel appointment' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Cancel this appointment?' })
  await expect(dialog.getByText('By the policy, cancelling now costs $50.00.')).toBeVisible()
  await dialog.getByLabel('Waive the fee').check()
  await dialog.getByRole('button', { name: 'Cancel appointment' }).click()
  await expect(page.getByText('Fee $50.00 waived')).toBeVisible()
  const [lee] = server.desk.day.providers
  expect(lee?.appointments.find((one) => one.id === id(3))).toMatchObject({ status: 'cancelled', isFeeWaived: true })
})

test('moving shows free times by day, and goes to the one that is chosen', async ({ page }) => {
  await open(page, `/appointments/${id(3)}`)
  await page.getByRole('link', { name: 'Move', exact: true }).click()
  await page.getByRole('button', { name: /^Move to .*9:00 AM Dr. Lee/ }).click()
  await expect(page.getByText('Moved. The customer is told.')).toBeVisible()
})

test('time off says what is booked then before it is saved', async ({ page }) => {
  await open(page, '/appointments')
  await page.getByRole('link', { name: 'Dr. Lee is ill today' }).click()
  await expect(page.getByLabel('Who')).toHaveValue(id(901))
  await expect(page.getByLabel('Reason')).toHaveValue('Ill')
  await page.getByRole('button', { name: 'See what is booked then' }).click()
  await expect(page.getByText('2 appointments lie in this time')).toBeVisible()
  await page.getByRole('button', { name: 'Save time off' }).click()
  await expect(page.getByText('Time off is saved. 2 appointments have to be booked anew.')).toBeVisible()
})

test('what is missing is said at its field, and what was typed stays', async ({ page, expectedErrors }) => {
  expectedErrors.push('status of 400')
  await open(page, '/appointments/time-off')
  await page.getByLabel('Reason').fill('Holiday')
  await page
    .locator('form')
    .filter({ has: page.getByLabel('Who') })
    .evaluate((form: HTMLFormElement) => (form.noValidate = true))
  await page.getByRole('button', { name: 'Save time off' }).click()
  await expect(page.getByLabel('Who')).toHaveAccessibleDescription('Choose who.')
  await expect(page.getByLabel('Reason')).toHaveValue('Holiday')
})

test('somebody is taken off the waitlist after one question', async ({ page }) => {
  await open(page, '/appointments')
  await page.getByRole('button', { name: 'Remove Mei Chen from the waitlist' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('Mei Chen is off the waitlist.')).toBeVisible()
})
