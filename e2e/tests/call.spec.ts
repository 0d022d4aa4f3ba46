import { expect, test } from '../support/ava.ts'
import { avaHasSpoken } from '../support/caller.ts'
import { heardAt, installSpeakerAndMicrophone, sayInto } from '../support/speaker-and-microphone.ts'
import { answered, widget } from '../support/widget.ts'

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
  // Written behind the call: it is there in a moment.
  const heard = async () => {
    const [row] = await database.rows<{ text: string }>(
      'glow',
      `select text from communication_messages
       where author = 'ava' and channel = 'voice' and is_interrupted order by sent_at desc limit 1`,
    )
    return row?.text ?? ''
  }
  await expect.poll(heard).toMatch(/.{4}/)
  await expect(ui.log.getByText((await heard()).slice(0, 20)).first()).toBeVisible()
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
