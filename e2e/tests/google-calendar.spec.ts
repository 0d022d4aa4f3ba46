import type { Page } from '@playwright/test'
import { expect, test, type Database } from '../support/ava.ts'
import { Caller } from '../support/caller.ts'
import { signIn } from '../support/desk.ts'
import { widget } from '../support/widget.ts'

interface Appointment {
  id: string
  reference: string
  provider: string
  calendar: string
  startsAt: Date
  status: string
}

const zone = 'America/New_York'
const draggedMin = 45

test('what is booked by voice stands in Google, and what is dragged there comes back as a task', async ({
  page,
  ava,
  sandbox,
  database,
  browser,
}) => {
  test.setTimeout(400_000)
  const desk = await browser.newPage()
  await signIn(desk, ava.url, 'owner@glow.example')
  await connectGoogle(desk, ava.url)
  for (const provider of ['Dr. Maya Castellano', 'Priya Raman, NP']) await chooseCalendar(desk, provider)

  const caller = new Caller(page, sandbox)
  await caller.calls(`${ava.url}/demo/glow`)
  await caller.says(
    "I'd like to book a consultation",
    `${farThursday()} in the afternoon`,
    'the first one please',
    'my name is Gundula Vance, and my number is 212 555 0164',
  )
  await caller.answersGates({ health: 'none of those' })
  await caller.says('yes please book it')
  await expect(
    widget(page)
      .said(/you're booked/i)
      .first(),
  ).toBeVisible()
  await caller.hangsUp()
  const booked = await readAppointment(database)
  expect(booked.status).toBe('booked')

  // It stands in the provider's own calendar, at its time, and tells nobody who and what for.
  const google = await browser.newPage()
  const { date, clock } = onTheWall(booked.startsAt)
  await google.goto(
    `${ava.sandboxUrl}/calendars?${new URLSearchParams({ calendar: booked.calendar, week: date }).toString()}`,
  )
  const event = google.locator(`.day[data-day="${date}"] article[data-time="${clock}"]`)
  await expect(event).toBeVisible({ timeout: 20_000 })
  await expect(event).toHaveAccessibleName(/from Ava/)
  await expect(event).not.toHaveAccessibleName(/consultation|gundula|vance/i)

  await dragDown(google, event)
  const wanted = new Date(booked.startsAt.getTime() + draggedMin * 60_000)
  const moved = google.locator(`.day[data-day="${date}"] article[data-time="${onTheWall(wanted).clock}"]`)
  await expect(moved).toHaveAccessibleName(/from Ava/)

  // Neither side wins in silence: it is asked.
  await desk
    .getByRole('link', { name: /^Tasks/ })
    .first()
    .click()
  const task = desk.getByRole('article').filter({ hasText: booked.reference })
  await expect(task).toContainText('Changed in Google', { timeout: 30_000 })
  expect((await readAppointment(database)).startsAt).toEqual(booked.startsAt)
  await expect(task.getByRole('button', { name: /^Put back/ })).toBeVisible()
  await task.getByRole('button', { name: /^Accept/ }).click()
  await expect(desk.getByText(/our book now says what Google says/i)).toBeVisible()
  await expect(task).toHaveCount(0)

  await expect
    .poll(() => readAppointment(database))
    .toMatchObject({ id: booked.id, status: 'booked', startsAt: wanted })
  const occupied = await database.rows<{ inside: boolean }>(
    'glow',
    `select lower(during) >= $2::timestamptz as inside from occupations where appointment_id = $1`,
    [booked.id, wanted],
  )
  expect(occupied.length).toBeGreaterThan(0)
  expect(occupied.every(({ inside }) => inside)).toBe(true)
  await google.reload()
  await expect(moved).toHaveAccessibleName(/from Ava/)
  await google.close()
  await desk.close()
})

/** Through Google's own pages, which the sandbox stands in for, and back. */
async function connectGoogle(desk: Page, url: string): Promise<void> {
  await desk.goto(`${url}/set-up/calendars`)
  await desk.getByRole('button', { name: 'Connect Google' }).click()
  await desk.getByRole('button', { name: /front-desk@glow\.example/ }).click()
  await desk.getByRole('button', { name: 'Allow' }).click()
  await expect(desk.getByText(/the account is connected/i)).toBeVisible()
}

async function chooseCalendar(desk: Page, provider: string): Promise<void> {
  const choice = desk.getByRole('combobox', { name: `Calendar of ${provider}` })
  await choice.selectOption({ label: provider })
  await desk.getByRole('button', { name: `Save the calendar of ${provider}` }).click()
  // Its times are offered once it has been read.
  await expect(desk.getByRole('article', { name: provider })).toContainText('Working', { timeout: 30_000 })
}

/** Some weeks ahead, where the demo spa has time left; as somebody would say it. */
function farThursday(): string {
  const today = Temporal.Now.plainDateISO(zone)
  const thursday = today.add({ days: 28 + ((4 - today.dayOfWeek + 7) % 7) })
  // The spa is closed on holidays; the week after is none.
  const isHoliday = (day: Temporal.PlainDate) => day.month === 12 && day.day > 22
  const day = isHoliday(thursday) ? thursday.add({ days: 14 }) : thursday
  return day.toLocaleString('en-US', { weekday: 'long', month: 'long', day: 'numeric' })
}

async function readAppointment(database: Database): Promise<Appointment> {
  return database.soon<Appointment>(
    'glow',
    `select a.id, a.reference, a.status, a.starts_at as "startsAt", p.display_name as provider,
            k.external_id as calendar
     from appointments a join customers c on c.id = a.customer_id
     join providers p on p.id = a.provider_id join calendars k on k.provider_id = p.id
     where c.given_name = 'Gundula' and c.family_name = 'Vance'`,
  )
}

/** The day and the time that the spa's clock shows at an instant. */
function onTheWall(instant: Date): { date: string; clock: string } {
  const at = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone)
  return { date: at.toPlainDate().toString(), clock: at.toPlainTime().toString({ smallestUnit: 'minute' }) }
}

/** Takes hold of an event and drops it later on the same day. */
async function dragDown(google: Page, event: ReturnType<Page['locator']>): Promise<void> {
  await event.scrollIntoViewIfNeeded()
  const box = (await event.boundingBox())!
  const day = (await event.locator('xpath=ancestor::*[contains(@class, "day")][1]').boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + 6]
  await google.mouse.move(x, y)
  await google.mouse.down()
  await google.mouse.move(x, y + 8)
  await google.mouse.move(x, y + (day.height / (24 * 60)) * draggedMin, { steps: 5 })
  await google.mouse.up()
}
