import { expect, test } from '../support/ava.ts'
import { Mailer } from '../support/correspondent.ts'
import { signIn } from '../support/desk.ts'
import { answerGates } from '../support/gates.ts'
import { wishes } from '../support/visitor.ts'
import { answered, turns, widget } from '../support/widget.ts'

test('an answer to the confirmation goes on in the same thread, and a person takes over and hands back', async ({
  page,
  ava,
  browser,
}) => {
  test.setTimeout(240_000)
  await page.goto(`${ava.url}/demo/glow`)
  const ui = widget(page)
  await ui.open()
  await wishes(page, {
    wish: "I'd like to book a consultation",
    when: 'Thursday morning',
    offered: /Thursday/,
    name: 'Ines Okafor',
    contact: 'ines.okafor@mail.example',
  })
  await answerGates(page)
  await ui.log.getByRole('button', { name: 'Book it' }).click()
  await answered(page, /you're booked/i)

  const mailer = new Mailer(ava, 'ines.okafor@mail.example')
  await mailer.gets(/booked/i)
  await mailer.replies('Thank you! Where can I park?')
  await mailer.gets(/park/i)
  // The same thread: what was written by mail stands on the website, without what it quoted.
  await expect(ui.said('Thank you! Where can I park?')).toBeVisible()
  expect((await turns(page)).join('\n')).not.toMatch(/^>/m)

  const desk = await browser.newPage()
  await signIn(desk, ava.url, 'owner@glow.example')
  await desk
    .getByRole('link', { name: /Ines Okafor/ })
    .first()
    .click()
  await expect(desk.getByText('Thank you! Where can I park?').first()).toBeVisible()
  await desk.getByRole('button', { name: 'Take over' }).click()
  await expect(desk.getByText('You are writing. Ava is silent until you hand back.')).toBeVisible()
  // On the website it is said who is writing.
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
  await desk.close()
})
