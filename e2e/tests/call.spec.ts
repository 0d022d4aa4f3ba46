import { expect, test } from '../support/ava.ts'
import { avaHasSpoken, Caller } from '../support/caller.ts'
import { Texter } from '../support/correspondent.ts'
import { signIn } from '../support/desk.ts'
import { heardAt, installSpeakerAndMicrophone, microphoneTracks, sayInto } from '../support/speaker-and-microphone.ts'
import { answered, widget } from '../support/widget.ts'

test('a booking is made by voice, seen live in the portal, and moved by text; nobody else sees it', async ({
  page,
  ava,
  sandbox,
  database,
  browser,
}) => {
  test.setTimeout(400_000)
  // The front desk has the portal open before anybody calls.
  const desk = await browser.newPage()
  await signIn(desk, ava.url, 'owner@glow.example')

  const caller = new Caller(page, sandbox)
  await caller.calls(`${ava.url}/demo/glow`)
  const ui = widget(page)
  // The greeting is heard at the speaker, and is the spa's, word for word.
  const [persona] = await database.rows<{ greeting: string }>('glow', 'select greeting from personas')
  await expect(ui.said(persona!.greeting)).toBeVisible()

  const opening = "Hi, I'd like to book a consultation"
  await caller.says(
    opening,
    'Thursday afternoon',
    'the first one please',
    'my name is Priya Raman, and my number is 212 555 0187',
  )
  await caller.answersGates({ health: 'none of those' })
  const before = await database.rows(
    'glow',
    `select 1 from customers where given_name = 'Priya' and family_name = 'Raman'`,
  )
  expect(before).toEqual([])
  await caller.says('yes please book it')
  await expect(ui.said(/you're booked/i).first()).toBeVisible()

  const [appointment] = await database.rows<{ id: string; conversation_id: string; policies: number }>(
    'glow',
    `select a.id, a.conversation_id,
            (select count(*)::int from policy_acceptances p where p.appointment_id = a.id) as policies
     from appointments a join customers c on c.id = a.customer_id
     where c.given_name = 'Priya' and c.family_name = 'Raman'`,
  )
  // What was agreed to is kept with it.
  expect(appointment).toMatchObject({ policies: 1 })
  const occupied = await database.rows('glow', 'select 1 from occupations where appointment_id = $1', [appointment!.id])
  expect(occupied.length).toBeGreaterThanOrEqual(2)

  // Live: the desk sees both sides without a reload.
  await desk
    .getByRole('link', { name: /Priya Raman/ })
    .first()
    .click()
  await expect(desk.getByText(opening).first()).toBeVisible()
  await expect(desk.getByText(/you're booked/i).first()).toBeVisible()

  await caller.hangsUp()
  await expect.poll(() => microphoneTracks(page)).toEqual(['ended'])
  const transcript = await database.rows<{ author: string; text: string }>(
    'glow',
    'select author, text from communication_messages where conversation_id = $1 order by position',
    [appointment!.conversation_id],
  )
  expect(transcript[0]).toEqual({ author: 'ava', text: persona!.greeting })
  expect(transcript.filter(({ author }) => author === 'customer').map(({ text }) => text)).toEqual(caller.said)

  // The confirmation comes by text, and the text that answers it moves the appointment.
  const phone = new Texter(ava, { number: '+12125550187', spa: '+12125550142' })
  expect(await phone.gets(/booked/i)).toMatch(/Reply R to reschedule/)
  await phone.texts('R')
  await phone.gets(/which|work/i)
  await phone.texts('Friday morning please')
  await phone.gets(/Friday/)
  await phone.texts('the first one')
  await phone.gets(/shall i move it/i)
  await phone.texts('yes')
  await phone.gets(/is now on Friday/)
  const [moved] = await database.rows<{ weekday: number; version: number; conversations: number }>(
    'glow',
    `select extract(isodow from starts_at at time zone 'America/New_York')::int as weekday, version,
            (select count(distinct conversation_id)::int from communication_messages m
             join conversations c on c.id = m.conversation_id where c.customer_id = a.customer_id) as conversations
     from appointments a where id = $1`,
    [appointment!.id],
  )
  // The same appointment, and one thread for voice and text.
  expect(moved).toMatchObject({ weekday: 5, conversations: 1 })
  expect(moved!.version).toBeGreaterThan(1)
  await expect(desk.getByText('Friday morning please').first()).toBeVisible()

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
