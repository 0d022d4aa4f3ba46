import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from './harness/browser.ts'
import { dialog, messageField, openPanel, sendMessage, visit } from './harness/visit.ts'

let browser: Browser
beforeAll(async () => void (browser = await launchBrowser()))
afterAll(() => browser.close())

const bubble = (page: Page, text: string) => page.getByRole('article').getByText(text, { exact: true })

it('shows what was typed at once, the answer as it grows, and announces the answer once', async () => {
  const { page, ava } = await visit(browser)
  await openPanel(page)
  await sendMessage(page, 'What does Botox cost?')
  await bubble(page, 'What does Botox cost?').waitFor()
  expect((await ava.heard('chat.send')).text).toBe('What does Botox cost?')
  ava.send({ type: 'activity', activity: 'thinking' })
  await page.getByText('Ava is typing').waitFor()
  ava.say('ava', 'Botox is', { id: 'answer', isFinal: false })
  await bubble(page, 'Botox is').waitFor()
  const status = page.getByRole('status')
  expect(await status.textContent()).toBe('')
  ava.say('ava', 'Botox is $14 a unit.', { id: 'answer' })
  await bubble(page, 'Botox is $14 a unit.').waitFor()
  expect(await status.textContent()).toBe('Ava: Botox is $14 a unit.')
  expect(await bubble(page, 'What does Botox cost?').count()).toBe(1)
})

it('sends the words of a tapped option, and closes the choice', async () => {
  const { page, ava } = await visit(browser)
  await openPanel(page)
  await page.getByRole('button', { name: 'Book an appointment' }).click()
  await ava.heard('chat.send')
  ava.say('ava', 'Which time?')
  ava.send({
    type: 'card',
    card: {
      kind: 'openings',
      title: 'Tuesday',
      options: [{ label: '2:30 PM', detail: 'Dr. Lee', text: '2:30 PM with Dr. Lee' }],
    },
  })
  await page.getByRole('button', { name: /2:30 PM/ }).click()
  await expect
    .poll(() => ava.received.some((message) => message.type === 'chat.send' && message.text === '2:30 PM with Dr. Lee'))
    .toBe(true)
  expect(await page.getByRole('button', { name: /2:30 PM/ }).isDisabled()).toBe(true)
})

it('brings the conversation back after a reload, with the panel open', async () => {
  const { page, ava } = await visit(browser)
  await openPanel(page)
  await sendMessage(page, 'Hello there')
  await ava.heard('chat.send')
  ava.say('ava', 'Hello, how can I help?')
  await bubble(page, 'Hello, how can I help?').waitFor()
  await page.reload()
  await dialog(page).waitFor()
  await bubble(page, 'Hello there').waitFor()
  await bubble(page, 'Hello, how can I help?').waitFor()
})

it('brings open choices back after a reload', async () => {
  const { page, ava } = await visit(browser)
  await openPanel(page)
  await sendMessage(page, 'Hello there')
  await ava.heard('chat.send')
  const asked = ava.say('ava', 'Which time?')
  const options = [{ label: '2:30 PM', text: '2:30 PM with Dr. Lee' }]
  ava.send({ type: 'card', afterMessageId: asked.id, card: { kind: 'openings', title: 'Tuesday', options } })
  await page.getByRole('button', { name: '2:30 PM' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: '2:30 PM' }).click()
  await bubble(page, '2:30 PM with Dr. Lee').waitFor()
  expect(await page.getByRole('button', { name: '2:30 PM' }).isDisabled()).toBe(true)
})

it('keeps what was typed while the connection was away, and sends it once', async () => {
  const { page, ava } = await visit(browser)
  await openPanel(page)
  await sendMessage(page, 'First')
  await ava.heard('chat.send')
  await page.getByText('Sending').waitFor({ state: 'hidden' })
  ava.drop(4503)
  await page.getByText('Reconnecting').waitFor()
  await sendMessage(page, 'Second')
  await expect.poll(() => ava.history.map(({ text }) => text)).toEqual(['First', 'Second'])
  await page.getByText('Sending').waitFor({ state: 'hidden' })
  expect(await bubble(page, 'Second').count()).toBe(1)
})

it('tells a visitor of a site that may not use Ava one plain line with the phone, and the owner what to do', async () => {
  const warnings: string[] = []
  const { page, complaints } = await visit(browser, {
    site: { attributes: 'data-phone="(212) 555-0142"' },
    prepare: (ava) => (ava.refuseWith = { status: 403, message: 'Add http://example to Allowed sites in the portal.' }),
  })
  page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()))
  await page.getByRole('button', { name: /Talk to Ava/ }).click()
  await page.getByRole('alert').getByText('Ava is not available on this site.').waitFor()
  expect(await page.getByRole('alert').getByRole('link').getAttribute('href')).toBe('tel:2125550142')
  expect(warnings).toContain('Ava: Add http://example to Allowed sites in the portal.')
  // The browser's own line about the 403.
  expect(complaints.splice(0)).toHaveLength(1)
})

it('says that the visitor is offline, keeps the message, and sends it when the network is back', async () => {
  const { page, ava } = await visit(browser)
  await openPanel(page)
  await page.context().setOffline(true)
  await page
    .getByRole('alert')
    .getByText(/You are offline/)
    .waitFor()
  await sendMessage(page, 'Still here')
  await page.getByText('Sending').waitFor()
  await page.context().setOffline(false)
  expect((await ava.heard('chat.send')).text).toBe('Still here')
  await page
    .getByRole('alert')
    .getByText(/You are offline/)
    .waitFor({ state: 'hidden' })
})

it('starts over when asked twice, and not before', async () => {
  const { page, ava } = await visit(browser)
  await openPanel(page)
  await sendMessage(page, 'Old words')
  await ava.heard('chat.send')
  await page.getByRole('button', { name: 'Start over' }).click()
  await page.getByRole('button', { name: 'Keep this one' }).click()
  await bubble(page, 'Old words').waitFor()
  await page.getByRole('button', { name: 'Start over' }).click()
  await page.getByRole('group', { name: 'Start over' }).getByRole('button', { name: 'Start over' }).click()
  await page.getByRole('button', { name: 'Book an appointment' }).waitFor()
  await sendMessage(page, 'New words')
  await bubble(page, 'New words').waitFor()
  await expect.poll(() => ava.history.map(({ text }) => text)).toEqual(['New words'])
})

it('refuses a message that is too long with words, and keeps it in the field', async () => {
  const { page } = await visit(browser)
  await openPanel(page)
  await sendMessage(page, 'x'.repeat(4_001))
  await page
    .getByRole('alert')
    .getByText(/longer than 4,000 characters/)
    .waitFor()
  expect((await messageField(page).inputValue()).length).toBe(4_001)
})

it('never makes anything of what somebody wrote: no markup, no script links', async () => {
  const { page, ava } = await visit(browser)
  await openPanel(page)
  await sendMessage(page, '<img src=x onerror=alert(1)> javascript:alert(1) مرحبا 🙂')
  await ava.heard('chat.send')
  ava.say('ava', 'See https://glow.example/care. <b>Not bold</b>')
  const link = page.getByRole('article').getByRole('link')
  await link.waitFor()
  expect(await link.getAttribute('href')).toBe('https://glow.example/care')
  expect(await link.getAttribute('rel')).toContain('noopener')
  expect(await link.count()).toBe(1)
  await page.getByText('<b>Not bold</b>').first().waitFor()
})

describe('on a phone', () => {
  it('fills the screen with targets of 44 pixels and text that does not make iOS zoom', async () => {
    const { page } = await visit(browser, {
      context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    })
    await openPanel(page)
    expect(await dialog(page).boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 })
    for (const button of await dialog(page).getByRole('button').all()) {
      const box = (await button.boundingBox())!
      expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44)
    }
    expect(await messageField(page).evaluate((field) => getComputedStyle(field).fontSize)).toBe('16px')
  })
})

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it('gives axe nothing to complain of, on the first screen and in a conversation', async () => {
    const { page, ava } = await visit(browser, { context: { colorScheme } })
    await openPanel(page)
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    await sendMessage(page, 'Hello')
    await ava.heard('chat.send')
    ava.say('ava', 'Which one? https://glow.example')
    const options = [
      { label: 'Book it', text: 'Yes' },
      { label: 'Another time', text: 'No' },
    ]
    ava.send({ type: 'card', card: { kind: 'confirm', title: 'Is this right?', lines: ['HydraFacial'], options } })
    await page.getByRole('button', { name: 'Book it' }).waitFor()
    ava.send({
      type: 'notice',
      code: 'upstream_down',
      text: 'Ava cannot answer now.',
      actions: ['retry', 'leave_message', 'call_spa'],
    })
    await page.getByRole('button', { name: 'Leave a message' }).waitFor()
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  })
})
