import type { Page } from '@playwright/test'
import { conversations, detailOf, glow } from './fake-data.ts'
import { expect, open, owner, test } from './portal-test.ts'

test.beforeEach(({ as }) => as(owner))

const isLive = (page: Page) => expect(page.getByText('Live', { exact: true }).filter({ visible: true })).toBeVisible()
const call = () => detailOf(conversations[glow]!.find(({ id }) => id === 'call')!)
const next = (text: string, position = 900) => ({
  id: `new-${position}`,
  position,
  author: 'ava' as const,
  channel: 'voice' as const,
  text,
  isInterrupted: false,
  sentAt: new Date().toISOString(),
  direction: 'outbound' as const,
  deliveryStatus: 'none' as const,
  sentBy: null,
  failure: null,
  canSendAgain: false,
  subject: null,
  page: null,
  attachments: [],
})

test('a new message appears by itself, and a screen reader hears it once', async ({ page, server }) => {
  await open(page, '/conversations/call')
  server.details.set('call', { messages: [...call().messages, next('You are booked, Maria.')] })
  server.tell({ type: 'conversation', conversationId: 'call' })
  const transcript = page.getByRole('region', { name: 'Transcript' })
  await expect(transcript.getByText('You are booked, Maria.')).toBeInViewport()
  await expect(page.getByRole('log')).toHaveText('Ava: You are booked, Maria.')
})

test('asks only for what changed', async ({ page, server }) => {
  await open(page, '/conversations/booked')
  // The first connection loads everything once more; let that pass.
  await expect.poll(() => server.asked.filter((path) => path === 'conversations/booked').length).toBe(2)
  server.asked.length = 0
  server.tell({ type: 'conversation', conversationId: 'call' })
  await expect.poll(() => server.asked.filter((path) => path.startsWith('conversations')).length).toBeGreaterThan(0)
  expect(server.asked).not.toContain('conversations/booked')
})

test('whoever reads further up keeps their place', async ({ page, server }) => {
  await open(page, '/conversations/call')
  const transcript = page.getByRole('region', { name: 'Transcript' })
  await transcript.evaluate((pane) => pane.scrollTo({ top: 0 }))
  await expect.poll(() => transcript.evaluate((pane) => pane.scrollTop)).toBe(0)
  server.details.set('call', { messages: [...call().messages, next('You are booked, Maria.')] })
  server.tell({ type: 'conversation', conversationId: 'call' })
  await expect(page.getByRole('button', { name: 'To the latest' })).toBeVisible()
  expect(await transcript.evaluate((pane) => pane.scrollTop)).toBe(0)
  await page.getByRole('button', { name: 'To the latest' }).click()
  await expect(transcript.getByText('You are booked, Maria.')).toBeInViewport()
})

test('says that the connection is lost, and catches up when it is back', async ({ page, server, expectedErrors }) => {
  expectedErrors.push('ERR_INCOMPLETE_CHUNKED_ENCODING', 'status of 503')
  await open(page, '/conversations/call')
  server.faults.set('/api/portal/stream', 503)
  server.dropStreams()
  await expect(page.getByText('Reconnecting').first()).toBeVisible()
  server.details.set('call', { messages: [...call().messages, next('While you were away.')] })
  server.faults.clear()
  await isLive(page)
  await expect(page.getByRole('region', { name: 'Transcript' }).getByText('While you were away.')).toBeVisible()
})

test('the strip shows who talks with Ava now', async ({ page }) => {
  await open(page, '/conversations')
  const strip = page.getByRole('region', { name: 'Talking with Ava now' })
  await strip.getByRole('link', { name: 'Maria Lopez' }).click()
  await expect(page).toHaveURL('/conversations/call')
})
