import { ApiKeyList, ApiKeyMade, apiScopes } from '@ava/protocol/portal/api-keys.ts'
import { AppointmentsPage, ConversationsPage, OpeningsAnswer, ServicesPage } from '@ava/protocol/v1.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPortalDesk, seedAppointment, type PortalDesk } from './harness/portal-desk.ts'
import { bodyOf } from './harness/running-server.ts'

let desk: PortalDesk
let key: ApiKeyMade

beforeAll(async () => {
  desk = await openPortalDesk()
  key = ApiKeyMade.parse(await (await make({ name: 'Reports', scopes: apiScopes })).json())
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  await desk.close()
})

const make = (body: object) => desk.ask('api-keys', { method: 'POST', body })
const get = (path: string, bearer = key.key) =>
  fetch(`${desk.server.url}/api/v1/${path}`, { headers: { authorization: `Bearer ${bearer}` } })

it('reads services, free times, appointments and conversations of the key’s own spa', async () => {
  const appointments = [
    await seedAppointment(desk.willow, { startsInMin: 3 * 1_440 }),
    await seedAppointment(desk.willow, { startsInMin: 5 * 1_440 }),
  ]
  const services = ServicesPage.parse(await (await get('services')).json())
  expect(services.data.length).toBeGreaterThan(0)
  const first = ServicesPage.parse(await (await get('services?limit=1')).json())
  const second = ServicesPage.parse(await (await get(`services?limit=1&cursor=${first.nextCursor}`)).json())
  expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(services.data.slice(0, 2).map(({ id }) => id))

  const one = AppointmentsPage.parse(await (await get('appointments?limit=1')).json())
  const rest = AppointmentsPage.parse(await (await get(`appointments?limit=1&cursor=${one.nextCursor}`)).json())
  expect([...one.data, ...rest.data].map(({ id }) => id)).toEqual(appointments.map(({ id }) => id))
  expect((await get(`appointments?from=2026-01-01T00:00:00Z&cursor=${one.nextCursor}`)).status).toBe(400)

  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const openings = await get(`openings?serviceId=${services.data[0]!.id}&from=${day(1)}&to=${day(8)}`)
  expect(OpeningsAnswer.parse(await openings.json()).timeZone).toContain('/')
  expect((await get(`openings?serviceId=${services.data[0]!.id}&from=${day(1)}&to=${day(40)}`)).status).toBe(400)
  expect(ConversationsPage.parse(await (await get('conversations')).json()).data).toEqual([])
})

it('keeps only the hash, says when a key was used, and refuses one that is revoked', async () => {
  const stored = await desk.willow.tenant.db.apiKey.findMany()
  expect(JSON.stringify(stored)).not.toContain(key.key)
  const narrow = ApiKeyMade.parse(await (await make({ name: 'Only services', scopes: ['services:read'] })).json())
  expect((await get('services', narrow.key)).status).toBe(200)
  const refused = await get('appointments', narrow.key)
  expect({ status: refused.status, code: (await bodyOf(refused)).error.code }).toEqual({
    status: 403,
    code: 'scope_missing',
  })
  const list = ApiKeyList.parse(await (await desk.ask('api-keys')).json())
  expect(list.keys.find(({ id }) => id === narrow.id)?.lastUsedAt).not.toBeNull()
  expect((await desk.ask(`api-keys/${narrow.id}`, { method: 'DELETE', body: {} })).status).toBe(200)
  expect((await get('services', narrow.key)).status).toBe(401)
})

it('takes nothing that is no key of a spa, another spa’s id in it included', async () => {
  const foreign = key.key.replace(/_[\da-f]{32}_/, `_${desk.maple.tenantId.replaceAll('-', '')}_`)
  for (const bearer of ['', 'ava_', 'x'.repeat(5_000), foreign, `${key.key.slice(0, -1)}~`]) {
    expect((await get('services', bearer)).status).toBe(401)
  }
})

it('describes itself from the schemas it parses by', async () => {
  const document = (await (await fetch(`${desk.server.url}/api/v1/openapi.json`)).json()) as {
    openapi: string
    paths: Record<string, { get: { parameters: { name: string; required: boolean }[] } }>
  }
  expect(document.openapi).toBe('3.1.0')
  expect(Object.keys(document.paths)).toEqual(['/services', '/openings', '/appointments', '/conversations'])
  expect(document.paths['/openings']!.get.parameters).toContainEqual(
    expect.objectContaining({ name: 'serviceId', required: true }),
  )
})

it('says at the field what a key lacks', async () => {
  const answer = await make({ name: ' ', scopes: [] })
  expect(answer.status).toBe(400)
  expect(Object.keys((await bodyOf(answer)).error.fields ?? {})).toEqual(['name', 'scopes'])
})
