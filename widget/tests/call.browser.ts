import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GRANT_MICROPHONE, launchBrowser } from './harness/browser.ts'
import type { MockAva } from './harness/mock-ava.ts'
import { dialog, messageField, microphoneStates, openPanel, sendMessage, visit } from './harness/visit.ts'

let browser: Browser
beforeAll(async () => void (browser = await launchBrowser([GRANT_MICROPHONE])))
afterAll(() => browser.close())

const hangUp = (page: Page) => page.getByRole('button', { name: 'End', exact: true })
const loudest = (ava: MockAva) => Math.max(0, ...ava.micFrames.flatMap(({ samples }) => [...samples].map(Math.abs)))

async function startCall(page: Page): Promise<void> {
  await openPanel(page)
  await page.getByRole('button', { name: 'Talk', exact: true }).click()
  await page.getByRole('timer').waitFor()
}

it('sends the microphone as an unbroken stream, under a policy that allows no blob: and no eval', async () => {
  const { page, ava } = await visit(browser)
  await startCall(page)
  await expect.poll(() => ava.micFrames.length, { timeout: 10_000 }).toBeGreaterThan(60)
  await expect.poll(() => loudest(ava), { timeout: 10_000 }).toBeGreaterThan(1_000)
  expect(ava.micFrames[0]!.offset).toBe(0)
  for (const [index, frame] of ava.micFrames.entries()) {
    if (index > 0)
      expect(frame.offset).toBe(ava.micFrames[index - 1]!.offset + ava.micFrames[index - 1]!.samples.length)
  }
  expect(await microphoneStates(page)).toEqual(['live'])
})

it('keeps what is said while the call connects', async () => {
  const { page, ava } = await visit(browser)
  await openPanel(page)
  // The session takes its time.
  let answer = () => {}
  await page.route(/widget\/session/, async (route) => {
    await new Promise<void>((resolve) => (answer = resolve))
    await route.continue()
  })
  await page.getByRole('button', { name: 'Talk', exact: true }).click()
  await page.waitForFunction(() => {
    const meter = document.querySelector('ava-receptionist')!.shadowRoot!.querySelector<HTMLElement>('.meter')
    return Number(meter?.style.getPropertyValue('--level')) > 0.2
  })
  expect(ava.micFrames).toEqual([])
  answer()
  await expect.poll(() => ava.micFrames.length).toBeGreaterThan(5)
  expect(ava.micFrames[0]!.offset).toBe(0)
})

it('plays Ava’s voice, and reports to the sample what was heard', async () => {
  const { page, ava } = await visit(browser)
  await startCall(page)
  ava.speak({ item: 1, ms: 700 })
  await expect
    .poll(() => reports(ava).at(-1), { timeout: 5_000 })
    .toMatchObject({ item: 1, samples: 700 * 24, done: true })
  const samples = reports(ava).map((report) => report.samples)
  expect(samples).toEqual([...samples].sort((a, b) => a - b))
  expect(samples.length).toBeGreaterThan(4)
})

it('is silent as soon as the server says so, and says how far it came', async () => {
  const { page, ava } = await visit(browser)
  await startCall(page)
  ava.speak({ item: 1, ms: 5_000 })
  await expect.poll(() => reports(ava).length).toBeGreaterThan(3)
  ava.send({ type: 'audio.flush', epoch: 1 })
  const flushedAt = reports(ava).length
  ava.speak({ item: 2, ms: 200, epoch: 1 })
  // Late frames of before the flush are dropped.
  ava.speak({ item: 1, ms: 5_000, epoch: 0 })
  await expect.poll(() => reports(ava).at(-1), { timeout: 5_000 }).toMatchObject({ epoch: 1, item: 2, done: true })
  const last = reports(ava).findLast((report) => report.item === 1)!
  expect(last.done).toBeUndefined()
  expect(last.samples).toBeGreaterThan(0)
  expect(last.samples).toBeLessThan(3_000 * 24)
  expect(
    reports(ava)
      .slice(flushedAt)
      .filter((report) => report.item === 1).length,
  ).toBeLessThanOrEqual(3)
})

it('tells when it hears speech begin and end', async () => {
  const { page, ava } = await visit(browser)
  await startCall(page)
  const started = await ava.heard('speech.started')
  const ended = await ava.heard('speech.ended')
  expect(ended.atSample).toBeGreaterThan(started.atSample)
})

it('lets the visitor type during the call', async () => {
  const { page, ava } = await visit(browser)
  await startCall(page)
  expect(await messageField(page).count()).toBe(0)
  await page.getByRole('button', { name: 'Type', exact: true }).click()
  await sendMessage(page, 'My email is dana@example.com')
  expect((await ava.heard('chat.send')).text).toBe('My email is dana@example.com')
  expect(await microphoneStates(page)).toEqual(['live'])
})

it('mutes: silence goes out', async () => {
  const { page, ava } = await visit(browser)
  await startCall(page)
  await page.getByRole('button', { name: 'Mute' }).click()
  await ava.heard('call.mute')
  await page.getByText('Muted').waitFor()
  await expect.poll(() => ava.micFrames.length).toBeGreaterThan(5)
  const from = ava.micFrames.length + 10
  await expect.poll(() => ava.micFrames.length, { timeout: 10_000 }).toBeGreaterThan(from + 60)
  expect(ava.micFrames.slice(from).every(({ samples }) => samples.every((sample) => sample === 0))).toBe(true)
})

describe('the microphone is let go of', () => {
  it('when the visitor ends the call, and the next call gets a new one', async () => {
    const { page, ava } = await visit(browser)
    await startCall(page)
    await hangUp(page).click()
    expect(await microphoneStates(page)).toEqual(['ended'])
    await ava.heard('call.end')
    await page.getByRole('button', { name: 'Talk', exact: true }).click()
    await page.getByRole('timer').waitFor()
    expect(await microphoneStates(page)).toEqual(['ended', 'live'])
  })

  it('when the server ends the call, with words and a way on', async () => {
    const { page, ava } = await visit(browser)
    await startCall(page)
    ava.send({ type: 'call.ended', reason: 'upstream_down', durationMs: 5_000 })
    await page.getByRole('button', { name: 'Leave a message' }).click()
    expect(await microphoneStates(page)).toEqual(['ended'])
    expect(await messageField(page).inputValue()).toContain('Please pass on a message')
  })

  it('when the element is removed, and when the widget is destroyed', async () => {
    const { page } = await visit(browser)
    await startCall(page)
    await page.evaluate(() => document.querySelector('ava-receptionist')!.remove())
    await expect.poll(() => microphoneStates(page)).toEqual(['ended'])
    await page.evaluate(() => window.Ava!.startCall())
    await page.getByRole('timer').waitFor()
    await page.evaluate(() => window.Ava!.destroy())
    expect(await microphoneStates(page)).toEqual(['ended', 'ended'])
  })

  it('when the page goes', async () => {
    const { page } = await visit(browser)
    await startCall(page)
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
    expect(await microphoneStates(page)).toEqual(['ended'])
  })

  it('but not when the panel is closed: the call goes on, and the launcher says so', async () => {
    const { page } = await visit(browser)
    await startCall(page)
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await page.getByRole('button', { name: /In a call/ }).click()
    await dialog(page).waitFor()
    expect(await microphoneStates(page)).toEqual(['live'])
  })
})

it('stays in the call when the connection drops, says so, and joins again', async () => {
  const { page, ava } = await visit(browser)
  await startCall(page)
  ava.kill()
  await page.getByText('Reconnecting').waitFor()
  expect(await microphoneStates(page)).toEqual(['live'])
  await page.getByText('Listening').waitFor()
  expect(ava.received.filter(({ type }) => type === 'call.start')).toHaveLength(2)
})

it('survives a body swap in the middle of a call', async () => {
  const { page, ava } = await visit(browser)
  await startCall(page)
  await page.evaluate(() => document.body.replaceWith(document.createElement('body')))
  const before = ava.micFrames.length
  await expect.poll(() => ava.micFrames.length).toBeGreaterThan(before + 20)
  expect(await microphoneStates(page)).toEqual(['live'])
})

it('gives axe nothing to complain of in a call', async () => {
  const { page } = await visit(browser)
  await startCall(page)
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
})

describe('when there is no microphone to be had', () => {
  it('says that the page does not allow it, and offers to type', async () => {
    const { page, complaints } = await visit(browser, { site: { permissionsPolicy: 'microphone=()' } })
    await openPanel(page)
    await page.getByRole('button', { name: 'Talk', exact: true }).click()
    await page
      .getByRole('alert')
      .getByText(/does not allow the microphone/)
      .waitFor()
    await page.getByRole('button', { name: 'Type instead' }).click()
    expect(
      await messageField(page).evaluate((field) => field === (field.getRootNode() as ShadowRoot).activeElement),
    ).toBe(true)
    complaints.splice(0)
  })

  it.each([
    ['NotAllowedError', /did not let Ava use the microphone/],
    ['NotFoundError', /No microphone was found/],
    ['NotReadableError', /used by another program/],
  ])('says what %s means, and tries again when asked', async (name, words) => {
    const { page } = await visit(browser)
    await openPanel(page)
    await page.evaluate((name) => {
      const { mediaDevices } = navigator
      const real = mediaDevices.getUserMedia.bind(mediaDevices)
      mediaDevices.getUserMedia = () => {
        mediaDevices.getUserMedia = real
        return Promise.reject(new DOMException('No.', name))
      }
    }, name)
    await page.getByRole('button', { name: 'Talk', exact: true }).click()
    await page.getByRole('alert').getByText(words).waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('timer').waitFor()
  })
})

describe('the speech model', () => {
  it('loads once the call has begun, where the page may compile WebAssembly', async () => {
    const { page, ava } = await visit(browser, { site: { isWasmAllowed: true } })
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    await openPanel(page)
    expect(ava.requests.some((path) => path.endsWith('.onnx'))).toBe(false)
    await page.getByRole('button', { name: 'Talk', exact: true }).click()
    await page.getByRole('timer').waitFor()
    await expect
      .poll(() => ava.requests.filter((path) => /\.(onnx|wasm)$/.test(path)).length, { timeout: 10_000 })
      .toBe(2)
    // Nor does it talk to the console of the customer's page.
    expect(said).toEqual([])
  })

  it('is not asked for where the page forbids it, and nobody complains', async () => {
    const { page, ava } = await visit(browser)
    await startCall(page)
    await ava.heard('speech.started')
    expect(ava.requests.some((path) => /silero|ort/.test(path))).toBe(false)
  })
})

function reports(ava: MockAva) {
  return ava.received.filter((message) => message.type === 'playback.report')
}
