/** Pictures of every state of the panel, to look at: `node widget/tests/screenshots.ts --out <folder>`. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { BrowserContextOptions, Page } from '@playwright/test'
import { GRANT_MICROPHONE, launchBrowser } from './harness/browser.ts'
import { startHostSite } from './harness/host-site.ts'
import { MockAva } from './harness/mock-ava.ts'

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'test-results/widget' }, help: { type: 'boolean' } },
})
if (values.help) {
  process.stdout.write(
    'node widget/tests/screenshots.ts [--out folder]\n\nTakes pictures of the widget at 390, 820 and 1440 pixels, light and dark.\n',
  )
  process.exit()
}
mkdirSync(values.out, { recursive: true })

const VIEWS: Record<string, BrowserContextOptions> = {
  '390-light': { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true, isMobile: true },
  '390-dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true, isMobile: true },
  '820-light': { viewport: { width: 820, height: 1180 }, colorScheme: 'light' },
  '1440-dark': { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
}

const browser = await launchBrowser([GRANT_MICROPHONE])
for (const [name, options] of Object.entries(VIEWS)) {
  const ava = await new MockAva().start()
  const site = await startHostSite({ avaUrl: ava.url })
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const shoot = async (state: string) =>
    void (await page.screenshot({ animations: 'disabled', path: path.join(values.out, `${name}-${state}.png`) }))
  await page.goto(site.url)
  await page.getByRole('button', { name: /Talk to Ava/ }).waitFor()
  await shoot('0-launcher')
  await page.getByRole('button', { name: /Talk to Ava/ }).click()
  await page.getByText('Book an appointment').waitFor()
  await shoot('1-first')
  await chat(ava, page)
  await shoot('2-chat')
  await call(ava, page)
  await shoot('3-call')
  ava.send({ type: 'call.ended', reason: 'upstream_down', durationMs: 60_000 })
  await page.getByText('lost her voice').waitFor()
  await shoot('4-notice')
  ava.state = 'with_person'
  ava.send({ type: 'state', state: 'with_person', withName: 'Maria Lopez' })
  ava.say('staff', 'Hi Dana, Maria here. I’ll call you about the parking.', { authorName: 'Maria Lopez' })
  await page.getByText('Hi Dana, Maria here. I’ll call you about the parking.', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Close this notice' }).click()
  await page.getByRole('button', { name: 'Start over' }).click()
  await shoot('5-person')
  await context.close()
  await site.stop()
  await ava.stop()
}
await browser.close()

async function chat(ava: MockAva, page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Your message' }).fill('Can I get a HydraFacial tomorrow afternoon?')
  await page.keyboard.press('Enter')
  await ava.heard('chat.send')
  ava.say(
    'ava',
    'Yes. Tomorrow afternoon Jordan Reyes has three times for a HydraFacial, 50 minutes, $199. Which one suits you?',
  )
  const options = [
    { label: '1:30 pm', detail: 'Jordan Reyes', text: '1:30 pm with Jordan Reyes' },
    { label: '2:45 pm', detail: 'Jordan Reyes', text: '2:45 pm with Jordan Reyes' },
    { label: '4:15 pm', detail: 'Jordan Reyes', text: '4:15 pm with Jordan Reyes' },
  ]
  ava.send({ type: 'card', card: { kind: 'openings', title: 'Wednesday, November 25', options } })
  await page.getByRole('button', { name: /2:45 pm/ }).click()
  ava.say('ava', 'Wednesday, November 25 at 2:45 pm with Jordan Reyes. Shall I book it?')
  const lines = ['HydraFacial, 50 minutes, $199', 'Wednesday, November 25, 2:45 pm', 'Jordan Reyes']
  const confirm = [
    { label: 'Book it', text: 'Yes, book it' },
    { label: 'Another time', text: 'I would like another time' },
  ]
  ava.send({ type: 'card', card: { kind: 'confirm', title: 'Is this right?', lines, options: confirm } })
  await page.getByRole('button', { name: 'Book it' }).waitFor()
}

async function call(ava: MockAva, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Talk', exact: true }).click()
  await page.getByText('Listening').waitFor()
  ava.say('customer', 'Yes please, book it. My name is Dana Whitfield.', { channel: 'voice' })
  ava.send({ type: 'activity', activity: 'speaking' })
  ava.say('ava', 'Thank you, Dana. You are booked for tomorrow at', { channel: 'voice', isFinal: false })
  ava.speak({ item: 1, ms: 1_500 })
  await page.getByText('You are booked for tomorrow at').waitFor()
  await page.waitForFunction(() => {
    const meter = document.querySelector('ava-receptionist')!.shadowRoot!.querySelector<HTMLElement>('.meter')
    return Number(meter?.style.getPropertyValue('--level')) > 0.2
  })
}
