import { expect, open, owner, test } from './portal-test.ts'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled })

    test('a website is added and removed', async ({ page, as, server }) => {
      await as(owner)
      await (javaScriptEnabled ? open(page, '/set-up/widget') : page.goto('/set-up/widget'))
      await page.getByLabel('Address of the website').fill('https://Book.Glow.example/now/')
      await page.getByRole('button', { name: 'Add website' }).click()
      await expect(page.getByText('Ava may now appear on https://book.glow.example.')).toBeVisible()
      await expect(page.getByRole('listitem').filter({ hasText: 'https://book.glow.example' })).toBeVisible()
      await expect(page.getByLabel('Address of the website')).toHaveValue('')

      for (const origin of ['https://book.glow.example', 'https://www.glow.example']) {
        await page.getByRole('button', { name: `Remove ${origin}` }).click()
        await expect(page.getByText(`Ava no longer appears on ${origin}.`)).toBeVisible()
      }
      await expect(page.getByText('No website yet')).toBeVisible()
      expect(server.website.allowedOrigins).toEqual([])
    })

    test('what was typed stays, with the reason at the field', async ({ page, as, expectedErrors }) => {
      expectedErrors.push('status of 400')
      await as(owner)
      await (javaScriptEnabled ? open(page, '/set-up/widget') : page.goto('/set-up/widget'))
      const field = page.getByLabel('Address of the website')
      await field.fill('www.glow.example')
      await page.getByRole('button', { name: 'Add website' }).click()
      await expect(field).toHaveAccessibleDescription(/whole address with https:\/\//)
      await expect(field).toHaveValue('www.glow.example')
      if (javaScriptEnabled) await expect(field).toBeFocused()
    })

    test('the code can be taken', async ({ page, as, server, context }) => {
      await as(owner)
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])
      await (javaScriptEnabled ? open(page, '/set-up/widget') : page.goto('/set-up/widget'))
      await expect(page.getByLabel('Code', { exact: true })).toHaveValue(server.website.snippet)
      const copy = page.getByRole('button', { name: 'Copy' })
      if (!javaScriptEnabled) return expect(copy).toHaveCount(0)
      await copy.click()
      await expect(page.getByText('Copied.')).toBeVisible()
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(server.website.snippet)
    })
  })
}
