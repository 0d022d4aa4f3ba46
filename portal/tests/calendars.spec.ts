import { expect, open, owner, test } from './portal-test.ts'

test('accounts and calendars say how they are, and what to do', async ({ page, as }) => {
  await as(owner)
  await open(page, '/set-up/calendars')
  const broken = page.getByRole('article', { name: /^rosa.ortiz/ })
  await expect(broken).toContainText('Connect the account again.')
  await expect(broken.getByRole('button', { name: /^Reconnect/ })).toBeVisible()
  const lee = page.getByRole('article', { name: 'Dr. Lee' })
  await expect(lee).toContainText('Google tells Ava of changes at once')
  await expect(lee.getByRole('switch')).not.toBeChecked()
  await lee.getByRole('switch').click()
  await expect(page.getByText('From now on events show the treatment’s name.')).toBeVisible()
  await expect(lee.getByRole('switch')).toBeChecked()
})

test('both sides are compared and mended', async ({ page, as }) => {
  await as(owner)
  await open(page, '/set-up/calendars')
  await page.getByRole('button', { name: 'Compare both sides: the calendar of Dr. Lee and our book' }).click()
  const drift = page.getByRole('region', { name: 'Differences in the calendar of Dr. Lee' })
  await expect(drift).toContainText('3 differences')
  await drift.getByRole('button', { name: 'Mend the calendar of Dr. Lee' }).click()
  await expect(page.getByText('Mended. Both sides say the same.')).toBeVisible()
})

test('disconnecting names what it ends, and asks once', async ({ page, as }) => {
  await as(owner)
  await open(page, '/set-up/calendars')
  await page.getByRole('button', { name: 'Disconnect front-desk@glow.example' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Disconnect front-desk@glow.example?' })
  await expect(dialog).toContainText('Dr. Lee')
  await dialog.getByRole('button', { name: 'Disconnect' }).click()
  await expect(page.getByText('The account is disconnected.')).toBeVisible()
})

test('a key that is none is refused at its field, and never sent back', async ({ page, as, expectedErrors }) => {
  expectedErrors.push('status of 409')
  await as(owner)
  await open(page, '/set-up/calendars')
  await page.getByText('Use a service account instead').click()
  await page.getByLabel('Key (JSON)').fill('{"private_key": "secret"}')
  await page.getByRole('button', { name: 'Connect with this key' }).click()
  await expect(page.getByLabel('Key (JSON)')).toHaveAccessibleDescription(/not a service account’s key/)
  expect(await page.content()).not.toContain('private_key')
})

test('a connection leads to Google', async ({ page, as, context }) => {
  await as(owner)
  await context.route('http://127.0.0.1:9/**', (route) => route.fulfill({ body: 'Google asks' }))
  await open(page, '/set-up/calendars')
  await page.getByRole('button', { name: 'Connect another account' }).click()
  await expect(page.getByText('Google asks', { exact: true })).toBeVisible()
})

for (const [word, sentence] of [
  ['denied', 'You said no on Google’s page'],
  ['expired', 'longer than ten minutes'],
  ['scopes_missing', 'leave both boxes ticked'],
  ['toString', 'Google did not connect the account'],
] as const) {
  test(`back from Google with ${word}`, async ({ page, as }) => {
    await as(owner)
    await open(page, `/calendars?problem=${word}`)
    await expect(page.getByRole('alert')).toContainText(sentence)
  })
}

test('the front desk sees no calendars in the set-up', async ({ page, as }) => {
  await as('desk@glow.example')
  await open(page, '/set-up/widget')
  await expect(page.getByRole('link', { name: 'Calendars' })).toHaveCount(0)
})
