import { expect, open, owner, test } from './portal-test.ts'

test.beforeEach(({ as }) => as(owner))

test('somebody takes over, writes with a canned reply, and hands back', async ({ page }) => {
  await open(page, '/conversations/typing')
  await expect(page.getByText('Ava answers here.')).toBeVisible()
  await page.getByRole('button', { name: 'Take over' }).click()
  await expect(page.getByText('You are writing. Ava is silent until you hand back.')).toBeVisible()
  await page.getByLabel('Your reply').fill('Hi! /park')
  await page.getByRole('button', { name: /^\/parking/ }).click()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  const transcript = page.getByRole('region', { name: 'Transcript' })
  await expect(transcript.getByText('Hi! Free parking is behind the building')).toBeVisible()
  await expect(page.getByLabel('Your reply')).toHaveValue('')
  await page.getByRole('button', { name: 'Hand back to Ava' }).click()
  await expect(page.getByText('Ava answers here.')).toBeVisible()
})

test('a colleague who was faster is named, and what was typed stays', async ({ page, server, expectedErrors }) => {
  expectedErrors.push('409')
  server.faults.set('/api/portal/conversations/typing/action', 409)
  await open(page, '/conversations/typing')
  await page.getByLabel('Your reply').fill('Half an answer')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(page.getByLabel('Your reply')).toHaveValue('Half an answer')
})

test('a draft is changed and sent; what did not arrive says why and can be sent again', async ({ page }) => {
  await open(page, '/conversations/handover')
  await expect(page.getByText('The phone is off or out of reach.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Send again' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Download intake form.pdf, 182 kB' })).toBeVisible()
  const draft = page.getByRole('article').filter({ hasText: 'Ava proposes this answer' })
  await draft.getByLabel('Ava’s draft').fill('Thank you, see you on Friday.')
  await draft.getByRole('button', { name: 'Send' }).click()
  await expect(draft).toHaveCount(0)
})

test('filters live in the address', async ({ page, server }) => {
  await open(page, '/conversations')
  await page.getByText('More filters').click()
  await page.getByLabel('Label', { exact: true }).selectOption('VIP')
  await expect(page).toHaveURL(/label=/)
  await page.getByLabel('From', { exact: true }).fill('2026-11-01')
  await expect(page).toHaveURL(/from=2026-11-01/)
  await expect.poll(() => server.asked.some((path) => path.includes('from=2026-11-01'))).toBe(true)
})

test('filters that are open stay open when the list loads anew', async ({ page, server }) => {
  await open(page, '/conversations')
  await page.getByText('More filters').click()
  const loads = () => server.asked.filter((path) => path.startsWith('conversations?')).length
  const before = loads()
  server.tell({ type: 'conversation', conversationId: 'call' })
  await expect.poll(loads).toBeGreaterThan(before)
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  await expect(page.getByLabel('From', { exact: true })).toBeVisible()
})

test('a wording with a variable that is not there says so', async ({ page }) => {
  await open(page, '/set-up/messages/words')
  await page.getByLabel('Text', { exact: true }).fill('Hello {{nobody}}')
  await page.getByRole('button', { name: 'Preview' }).click()
  await expect(page.getByRole('alert')).toContainText('There is no {{nobody}}')
  await expect(page.getByLabel('Text', { exact: true })).toHaveValue('Hello {{nobody}}')
})
