import type { Browser, Page } from '@playwright/test'
import { expect, test, type Database, type Running } from '../support/ava.ts'
import { Caller } from '../support/caller.ts'
import { Mailer, Texter } from '../support/correspondent.ts'
import { signIn } from '../support/desk.ts'
import { microphoneTracks } from '../support/speaker-and-microphone.ts'
import { widget } from '../support/widget.ts'

const opening = "Hi, I'd like to book a consultation"

test('booked by voice, moved by text, answered by email, taken over by a person and handed back: one thread', async ({
  page,
  ava,
  sandbox,
  database,
  browser,
}) => {
  test.setTimeout(600_000)
  // The front desk has the portal open before anybody calls.
  const desk = await browser.newPage()
  await signIn(desk, ava.url, 'owner@glow.example')
  await desk.goto(`${ava.url}/conversations`)

  const caller = new Caller(page, sandbox)
  await caller.calls(`${ava.url}/demo/glow`)
  const ui = widget(page)
  // The greeting is heard at the speaker, and is the spa's, word for word.
  const [persona] = await database.rows<{ greeting: string }>('glow', 'select greeting from personas')
  await expect(ui.said(persona!.greeting)).toBeVisible()
  await caller.says(
    opening,
    'Thursday afternoon',
    'the first one please',
    'my name is Priya Raman, my number is 212 555 0187 and my email is priya.raman@mail.example',
  )
  await caller.answersGates({ health: 'none of those' })
  // Nothing is written before the person has said yes.
  expect(await customersNamedPriya(database)).toBe(0)
  await caller.says('yes please book it')
  await expect(ui.said(/you're booked/i).first()).toBeVisible()
  await expect.poll(() => customersNamedPriya(database)).toBe(1)
  const booked = await readVisit(database)
  // What was agreed to is kept with it, and the provider and the room are taken.
  expect(booked).toMatchObject({ policies: 1, weekday: 4 })
  expect(booked.occupations).toBeGreaterThanOrEqual(2)

  // Live: the desk sees both sides without a reload.
  await desk
    .getByRole('link', { name: /Priya Raman/ })
    .first()
    .click()
  await expect(desk.getByText(opening).first()).toBeVisible()
  await expect(desk.getByText(/you're booked/i).first()).toBeVisible()
  await caller.hangsUp()
  await expect.poll(() => microphoneTracks(page)).toEqual(['ended'])
  const heard = () => wordsOf(database, { conversationId: booked.conversationId, author: 'customer', channel: 'voice' })
  await expect.poll(heard).toEqual(caller.said)
  const [greeted] = await wordsOf(database, { conversationId: booked.conversationId, author: 'ava', channel: 'voice' })
  expect(greeted).toBe(persona!.greeting)

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
  // The same appointment, at another time.
  await expect.poll(async () => (await readVisit(database)).weekday).toBe(5)
  const moved = await readVisit(database)
  expect(moved.id).toBe(booked.id)
  expect(moved.version).toBeGreaterThan(booked.version)
  await expect(desk.getByText('Friday morning please').first()).toBeVisible()

  // By email they were told, too, and their answer goes on in the same thread, without what it quotes.
  const mailer = new Mailer(ava, 'priya.raman@mail.example')
  await mailer.gets(/now|moved/i)
  await mailer.replies('Thank you! Where can I park?')
  await mailer.gets(/park/i)
  await expect(desk.getByText('Thank you! Where can I park?').first()).toBeVisible()
  await expect(ui.said('Thank you! Where can I park?')).toBeVisible()

  // A person takes over: on the website it is said who writes, and Ava is silent.
  await desk.getByRole('button', { name: 'Take over' }).click()
  await expect(desk.getByText('You are writing. Ava is silent until you hand back.')).toBeVisible()
  await expect(ui.panel.getByRole('heading', { name: 'Renata Castellano' })).toBeVisible()
  await mailer.replies('And may I bring my daughter?')
  await expect(desk.getByText('And may I bring my daughter?').first()).toBeVisible()
  await desk.getByLabel('Your reply').fill('Of course, there is a play corner.')
  const before = await mailer.count()
  await desk.getByRole('button', { name: 'Send', exact: true }).click()
  await mailer.gets(/play corner/)
  // One answer, and it is the person's.
  expect(await mailer.count()).toBe(before + 1)
  await expect(ui.said('Of course, there is a play corner.')).toBeVisible()

  await desk.getByRole('button', { name: 'Hand back to Ava' }).click()
  await expect(desk.getByText('Ava answers here.')).toBeVisible()
  await mailer.replies('Lovely. When are you open on Saturday?')
  await mailer.gets(/saturday|\bam\b/i)
  // Voice, texts and mails of one person: one thread.
  expect((await readVisit(database)).threads).toBe(1)

  await nobodyElseSees(browser, { ava, database, visit: moved })
  await desk.close()
})

interface Visit {
  id: string
  conversationId: string
  version: number
  weekday: number
  policies: number
  occupations: number
  threads: number
}

function readVisit(database: Database): Promise<Visit> {
  return database.soon<Visit>(
    'glow',
    `select a.id, a.conversation_id as "conversationId", a.version,
            extract(isodow from a.starts_at at time zone 'America/New_York')::int as weekday,
            (select count(*)::int from policy_acceptances p where p.appointment_id = a.id) as policies,
            (select count(*)::int from occupations o where o.appointment_id = a.id) as occupations,
            (select count(distinct m.conversation_id)::int from communication_messages m
             join conversations t on t.id = m.conversation_id where t.customer_id = a.customer_id) as threads
     from appointments a join customers c on c.id = a.customer_id
     where c.given_name = 'Priya' and c.family_name = 'Raman'`,
  )
}

async function customersNamedPriya(database: Database): Promise<number> {
  const sql = `select 1 from customers where given_name = 'Priya' and family_name = 'Raman'`
  return (await database.rows('glow', sql)).length
}

async function wordsOf(
  database: Database,
  { conversationId, author, channel }: { conversationId: string; author: string; channel: string },
): Promise<string[]> {
  const rows = await database.rows<{ text: string }>(
    'glow',
    `select text from communication_messages
     where conversation_id = $1 and author = $2::"MessageAuthor" and channel = $3::"Channel" order by position`,
    [conversationId, author, channel],
  )
  return rows.map(({ text }) => text)
}

/** The other spa: not by its address, not by searching, not in its own book. */
async function nobodyElseSees(
  browser: Browser,
  { ava, database, visit }: { ava: Running; database: Database; visit: Visit },
): Promise<void> {
  const other: Page = await (await browser.newContext()).newPage()
  await signIn(other, ava.url, 'owner@lumen.example')
  await other.goto(`${ava.url}/conversations/${visit.conversationId}`)
  await expect(other.getByText('Priya Raman')).toHaveCount(0)
  await other.goto(`${ava.url}/conversations?search=Priya+Raman`)
  await expect(other.getByText('Priya Raman')).toHaveCount(0)
  expect(await database.rows('lumen', 'select 1 from appointments where id = $1', [visit.id])).toEqual([])
  await other.context().close()
}
