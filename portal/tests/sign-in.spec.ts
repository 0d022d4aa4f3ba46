import { expect, open, owner, test } from './portal-test.ts'

test('takes somebody to where they were going', async ({ page }) => {
  await page.goto('/conversations/booked?status=ended')
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await page.getByLabel('Email').fill(owner)
  await page.getByLabel('Password').fill('correct')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL('/conversations/booked?status=ended')
  await expect(page.getByRole('heading', { name: 'Aaliyah Johnson', level: 1 })).toBeVisible()
})

test('never sends anybody to another site', async ({ page, server, expectedErrors }) => {
  // The page of the round before notices that its session is gone.
  expectedErrors.push('status of 401')
  for (const next of ['https://evil.example', '//evil.example', '/\\evil.example']) {
    await page.context().clearCookies()
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
    await page.getByLabel('Email').fill(owner)
    await page.getByLabel('Password').fill('correct')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { level: 1, name: /^Today/ })).toBeVisible()
    expect(new URL(page.url()).origin).toBe(server.url)
  }
})

test('says what is wrong and keeps the email', async ({ page, server, expectedErrors }) => {
  expectedErrors.push('status of 401', 'status of 400', 'status of 503')
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toContainText('Enter your password.')
  await expect(page.getByLabel('Email')).toHaveAccessibleDescription(/Enter the email address/)

  await page.getByLabel('Email').fill('not an address')
  await page.getByLabel('Password').fill('x')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toContainText('not an email address')

  await page.getByLabel('Email').fill(owner)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toContainText('do not belong together')
  await expect(page.getByLabel('Email')).toHaveValue(owner)

  server.faults.set('/auth', 503)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toContainText('Try again in a moment')
})

test('refuses a form that is none, without an error of its own', async ({ request, server }) => {
  const answer = await request.post('/sign-in', {
    headers: { origin: server.url, accept: 'text/html', 'content-type': 'multipart/form-data' },
    data: 'no boundary',
  })
  expect(answer.status()).toBe(400)
})

test('signs out, and the page before is not in the cache', async ({ page, as }) => {
  await as(owner)
  await open(page, '/conversations')
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByText('You are signed out.')).toBeVisible()
  await page.goBack()
  await expect(page).toHaveURL(/sign-in/)
})

test('goes to sign-in when the session ends while the page is open', async ({
  page,
  as,
  server,
  context,
  expectedErrors,
}) => {
  expectedErrors.push('status of 401')
  await as(owner)
  await open(page, '/conversations')
  await context.clearCookies()
  server.tell({ type: 'conversation', conversationId: 'call' })
  await expect(page).toHaveURL('/sign-in?next=%2Fconversations')
})

test('refuses a form from another site', async ({ server }) => {
  const post = (headers: Record<string, string>) =>
    fetch(`${server.url}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ email: owner, password: 'correct' }).toString(),
    })
  expect((await post({ origin: 'https://evil.example' })).status).toBe(403)
  expect((await post({})).status).toBe(403)
  const own = await post({ origin: server.url })
  expect(own.status).toBe(303)
  expect(own.headers.get('set-cookie')).toContain('session=')
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('signing in works, and so do the errors', async ({ page, expectedErrors }) => {
    expectedErrors.push('status of 401')
    await page.goto('/sign-in?next=/conversations/booked')
    await page.getByLabel('Email').fill(owner)
    await page.getByLabel('Password').fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert')).toContainText('do not belong together')
    await expect(page.getByLabel('Email')).toHaveValue(owner)
    await page.getByLabel('Password').fill('correct')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page).toHaveURL('/conversations/booked')
    await expect(page.getByText('cut off here')).toBeVisible()
  })
})
