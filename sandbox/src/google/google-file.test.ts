import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startSandbox } from '../start-sandbox.ts'
import { calendarClient, CASTELLANO, GLOW, oauthClient, serviceClient, visit } from './real-clients.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sandbox-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

it('remembers events, permissions, keys and sync tokens from one start to the next', async () => {
  const first = await startSandbox({ port: 0, dataDir })
  const { refreshToken } = first.control.google.grant({ account: GLOW })
  const calendarId = CASTELLANO
  const { data } = await calendarClient(first).events.list({ calendarId })
  const key = first.control.google.serviceAccount(first.url).private_key
  await calendarClient(first).events.insert({ calendarId, requestBody: { id: 'abcde', ...visit() } })
  await first.close()

  const second = await startSandbox({ port: 0, dataDir })
  const auth = oauthClient(second)
  auth.setCredentials({ refresh_token: refreshToken })
  const later = await calendarClient(second, { auth }).events.list({ calendarId, syncToken: data.nextSyncToken! })
  expect(later.data.items).toMatchObject([{ id: 'abcde', summary: 'Appointment – J.D.' }])
  await calendarClient(second, { auth: serviceClient(second, { key: key! }) }).calendarList.list()
  await second.close()
})

it('begins anew when what was kept cannot be read', async () => {
  await writeFile(join(dataDir, 'google.bin'), 'not what it wrote')
  const sandbox = await startSandbox({ port: 0, dataDir })
  expect(sandbox.control.google.calendars()).toHaveLength(14)
  await sandbox.close()
})
