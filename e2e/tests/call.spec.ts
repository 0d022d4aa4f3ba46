import { expect, test } from '../support/ava.ts'
import { heardAt, installSpeakerAndMicrophone, microphoneTracks, sayInto } from '../support/speaker-and-microphone.ts'
import { answered, widget } from '../support/widget.ts'

/** Waits until Ava has finished speaking: something was heard, and then nothing for a while. */
async function avaHasSpoken(page: Parameters<typeof heardAt>[0], sinceLooks: number): Promise<number> {
  await expect.poll(async () => (await heardAt(page)).loudLooks, { timeout: 20_000 }).toBeGreaterThan(sinceLooks + 10)
  await expect.poll(async () => (await heardAt(page)).quietMs, { timeout: 60_000 }).toBeGreaterThan(900)
  return (await heardAt(page)).loudLooks
}

test('a booking is made by voice, seen live in the portal, and nobody else sees it', async ({
  page,
  ava,
  sandbox,
  database,
  browser,
}) => {
  test.setTimeout(240_000)
  const caller = [
    "Hi, I'd like to book a HydraFacial",
    'Thursday afternoon',
    'the first one please',
    'my name is Priya Raman',
    'my number is 212 555 0187',
    'yes please book it',
  ]
  await sandbox.hears(...caller)
  await installSpeakerAndMicrophone(page)
  await page.goto(`${ava.url}/demo/glow`)

  // The front desk has the portal open before anybody calls.
  const desk = await browser.newPage()
  await signIn(desk, ava.url, 'owner@glow.example')

  const ui = widget(page)
  await ui.open()
  await ui.talk.click()
  await expect(ui.timer).toBeVisible({ timeout: 15_000 })
  // The greeting is heard at the speaker, and is the spa's, word for word.
  let heard = await avaHasSpoken(page, 0)
  const [persona] = await database.rows<{ greeting: string }>('glow', 'select greeting from personas')
  await expect(ui.said(persona!.greeting)).toBeVisible()

  for (const utterance of caller) {
    await sayInto(page, utterance)
    await expect(ui.said(utterance)).toBeVisible({ timeout: 20_000 })
    heard = await avaHasSpoken(page, heard)
  }
  await expect(ui.said(/you're booked/i).first()).toBeVisible()

  const [appointment] = await database.rows<{ id: string; conversation_id: string }>(
    'glow',
    `select a.id, a.conversation_id from appointments a join customers c on c.id = a.customer_id
     where c.given_name = 'Priya' and c.family_name = 'Raman'`,
  )
  expect(appointment).toBeDefined()
  const occupied = await database.rows('glow', 'select 1 from occupations where appointment_id = $1', [appointment!.id])
  expect(occupied.length).toBeGreaterThanOrEqual(2)

  // Live: the desk sees both sides without a reload.
  await desk
    .getByRole('link', { name: /Priya Raman/ })
    .first()
    .click()
  await expect(desk.getByText(caller[0]!).first()).toBeVisible()
  await expect(desk.getByText(/you're booked/i).first()).toBeVisible()

  await ui.end.click()
  await expect(ui.timer).toBeHidden()
  await expect.poll(() => microphoneTracks(page)).toEqual(['ended'])
  const transcript = await database.rows<{ author: string; text: string }>(
    'glow',
    'select author, text from communication_messages where conversation_id = $1 order by position',
    [appointment!.conversation_id],
  )
  expect(transcript[0]).toEqual({ author: 'ava', text: persona!.greeting })
  expect(transcript.filter(({ author }) => author === 'customer').map(({ text }) => text)).toEqual(caller)

  // The other spa sees nothing of it.
  const other = await (await browser.newContext()).newPage()
  await signIn(other, ava.url, 'owner@lumen.example')
  await other.goto(`${ava.url}/conversations/${appointment!.conversation_id}`)
  await expect(other.getByText('Priya Raman')).toHaveCount(0)
  await other.goto(`${ava.url}/conversations?search=Priya+Raman`)
  await expect(other.getByText('Priya Raman')).toHaveCount(0)
  const foreign = await database.rows('lumen', 'select 1 from appointments where id = $1', [appointment!.id])
  expect(foreign).toEqual([])
  await other.context().close()
  await desk.close()
})

test('interrupting Ava stops the sound, and the transcript holds what was heard', async ({
  page,
  ava,
  sandbox,
  database,
}) => {
  test.setTimeout(120_000)
  await sandbox.hears('What is your cancellation policy and what do your treatments cost', 'Wait, stop please')
  await installSpeakerAndMicrophone(page)
  await page.goto(`${ava.url}/demo/glow`)
  const ui = widget(page)
  await ui.open()
  await ui.talk.click()
  await expect(ui.timer).toBeVisible({ timeout: 15_000 })
  const greeted = await avaHasSpoken(page, 0)
  await sayInto(page, 'What is your cancellation policy and what do your treatments cost')
  // She is in the middle of her answer …
  await expect.poll(async () => (await heardAt(page)).loudLooks, { timeout: 20_000 }).toBeGreaterThan(greeted + 60)
  await sayInto(page, 'Wait, stop please, I have another question for you')
  // … and has been silent since before the interruption was over, long before her sentence would have ended.
  expect((await heardAt(page)).quietMs).toBeGreaterThan(400)
  await expect(ui.log.getByText('interrupted').last()).toBeVisible({ timeout: 10_000 })
  const rows = await database.rows<{ text: string; is_interrupted: boolean }>(
    'glow',
    `select text, is_interrupted from communication_messages
     where author = 'ava' and channel = 'voice' and is_interrupted order by sent_at desc limit 1`,
  )
  expect(rows[0]?.is_interrupted).toBe(true)
  expect(rows[0]!.text.length).toBeGreaterThan(3)
  await expect(ui.log.getByText(rows[0]!.text.slice(0, 20)).first()).toBeVisible()
  await ui.end.click()
})

test('typing during a call is answered in the call', async ({ page, ava, sandbox }) => {
  test.setTimeout(90_000)
  await sandbox.hears('Hello')
  await installSpeakerAndMicrophone(page)
  await page.goto(`${ava.url}/demo/glow`)
  const ui = widget(page)
  await ui.open()
  await ui.talk.click()
  const greeted = await avaHasSpoken(page, 0)
  await ui.panel.getByRole('button', { name: 'Type' }).click()
  await ui.type('How much is a HydraFacial?')
  await answered(page, /\$/, 30_000)
  await avaHasSpoken(page, greeted)
  await expect(ui.timer).toBeVisible()
  await ui.end.click()
})

test('a refused microphone has words and a way on', async ({ page, ava }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  })
  await page.goto(`${ava.url}/demo/glow`)
  const ui = widget(page)
  await ui.open()
  await ui.talk.click()
  await expect(ui.panel.getByText(/did not let Ava use the microphone/)).toBeVisible()
  await ui.panel.getByRole('button', { name: 'Type instead' }).click()
  await ui.type('When are you open?')
  await answered(page, /am|pm/i)
})

async function signIn(page: import('@playwright/test').Page, url: string, email: string): Promise<void> {
  await page.goto(`${url}/sign-in`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill('demo-front-desk')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: /conversations/i }).first()).toBeVisible()
}
