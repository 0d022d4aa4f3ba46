import { expect, test, type Running } from '../support/ava.ts'
import { expectAccessible } from '../support/axe.ts'
import { Mailer, Texter } from '../support/correspondent.ts'
import { signIn } from '../support/desk.ts'
import { widget } from '../support/widget.ts'

const GLOW = { phone: '+12125550142', mail: 'glow@inbound.ava.example' }

async function mailComes(ava: Running, mail: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${ava.sandboxUrl}/control/mail/inbound`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: GLOW.mail, wait: true, ...mail }),
  })
  expect(response.ok).toBe(true)
}

test('a mail is read in words, seen as it was sent without telling its sender, and answered under a subject of one’s own', async ({
  page,
  ava,
  cleanliness,
}) => {
  // What the mail's own policy keeps back is said on the console (axe would run in its frame), as is a picture that is not there.
  cleanliness.allowConsole(/Content Security Policy|Blocked script execution|status of 404/)
  let lookedAt = 0
  await page.route('https://pictures.example/**', async (route) => {
    lookedAt++
    await route.fulfill({ status: 404, body: '' })
  })
  await mailComes(ava, {
    from: 'Nadia Okoye <nadia.okoye@mail.example>',
    subject: 'My skin',
    text: 'Can you look at this?',
    html: `<h2>Can you look at this?</h2><img src="https://pictures.example/face.png" alt="My face" width="200">
      <img src="https://pictures.example/open.gif" width="1" height="1">
      <script>parent.document.title = 'taken'</script><a href="https://example.com" onclick="x()">more</a>`,
    // Shown inside the mail, and a file all the same.
    attachments: [{ filename: 'face.txt', contentType: 'text/plain', contentBase64: 'eA==', contentId: 'face@x' }],
  })
  await signIn(page, ava.url, 'owner@glow.example')
  await page.goto(`${ava.url}/conversations`)
  await page
    .getByRole('link', { name: /nadia\.okoye|Can you look/i })
    .first()
    .click()
  const mail = page.getByRole('region', { name: 'Transcript' }).getByRole('listitem').filter({ hasText: 'My skin' })
  await expect(mail.getByText('Can you look at this?').first()).toBeVisible()
  await expect(mail.getByText('face.txt').first()).toBeVisible()

  await mail.getByRole('button', { name: 'Show as it was sent' }).click()
  const shown = page.frameLocator('iframe[title="The email as it was sent"]')
  await expect(shown.getByRole('heading', { name: 'Can you look at this?' })).toBeVisible()
  await expect(shown.getByAltText('My face')).toBeVisible()
  expect(lookedAt).toBe(0)
  await expectAccessible(page)
  await mail.getByRole('button', { name: 'Load pictures' }).click()
  await expect.poll(() => lookedAt).toBe(1)
  expect(await page.title()).not.toContain('taken')

  await page.getByLabel('Subject').fill('Your photograph')
  await page.getByLabel('Your reply').fill('Come by on Friday, and we look at it together.')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  const nadia = new Mailer(ava, 'nadia.okoye@mail.example')
  await nadia.gets(/look at it together/)
  expect(await nadia.subjects()).toContain('Your photograph')
})

test('where Ava fell silent for a machine it is said why, and one click lets her answer again', async ({
  page,
  ava,
}) => {
  const machine = new Texter(ava, { number: '+12125550177', spa: GLOW.phone })
  const words = 'Thank you for contacting Harbor Dental. We reply within a day.'
  for (let round = 0; round < 2; round++) {
    await machine.texts(words)
    await machine.gets(/./)
  }
  await machine.texts(words)
  await signIn(page, ava.url, 'owner@glow.example')
  await page.goto(`${ava.url}/conversations`)
  await page
    .getByRole('link', { name: /Harbor Dental/ })
    .first()
    .click()
  await expect(page.getByText(/Ava has stopped here: the same text came again and again/)).toBeVisible()
  await page.getByRole('button', { name: 'Let Ava answer again' }).click()
  await expect(page.getByText('Ava answers here.')).toBeVisible()
  await machine.gets(/./)
})

test('the set-up says where a number stands, and switches calls off for everybody at once', async ({
  page,
  ava,
  browser,
}) => {
  await signIn(page, ava.url, 'owner@lumen.example')
  await page.goto(`${ava.url}/set-up/messages`)
  // Only whoever runs Ava can say that a number is registered.
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible()
  await expect(page.getByRole('combobox', { name: /Registration/ })).toHaveCount(0)
  const colleague = await page.context().newPage()
  await colleague.goto(`${ava.url}/set-up/messages`)
  const calls = { name: 'Calls on your website' }
  await expect(colleague.getByRole('combobox', calls)).toHaveValue('auto')
  await expect(colleague.getByRole('combobox', calls).getByRole('option')).toHaveCount(2)

  await page.getByRole('combobox', calls).selectOption('off')
  await page.getByRole('button', { name: 'Save Call' }).click()
  await expect(page.getByText(/Saved/).first()).toBeVisible()
  await expect(colleague.getByRole('combobox', calls)).toHaveValue('off')

  const visitor = await (await browser.newContext()).newPage()
  await visitor.goto(`${ava.url}/demo/lumen`)
  const ui = widget(visitor)
  await ui.open()
  await expect(ui.composer).toBeVisible()
  await expect(ui.talk).toHaveCount(0)
  await visitor.context().close()
  await expectAccessible(page)
  await page.getByRole('combobox', calls).selectOption('auto')
  await page.getByRole('button', { name: 'Save Call' }).click()
  await expect(colleague.getByRole('combobox', calls)).toHaveValue('auto')
})
