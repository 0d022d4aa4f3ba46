import { CustomerDetail, CustomerList, CustomerSafety } from '@ava/protocol/portal/customers.ts'
import { SearchAnswer } from '@ava/protocol/portal/search.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPortalDesk, seedAppointment, type Asking, type PortalDesk } from '../harness/portal-desk.ts'
import { bodyOf } from '../harness/running-server.ts'

let desk: PortalDesk

beforeAll(async () => {
  desk = await openPortalDesk()
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  await desk.close()
})

const words = { givenName: 'Ida', familyName: 'Berg', phones: ['(212) 555-0177'], emails: [], note: '' }
const post = (path: string, body: unknown, asking: Asking = {}) => desk.ask(path, { method: 'POST', body, ...asking })

async function create(more: Partial<typeof words> = {}): Promise<string> {
  const answer = await post('customers', { ...words, ...more })
  expect(answer.status).toBe(201)
  return ((await bodyOf(answer)) as unknown as { id: string }).id
}
const read = async (id: string, asking: Asking = {}) =>
  CustomerDetail.parse(await bodyOf(await desk.ask(`customers/${id}`, asking)))
const list = async (query: string, asking: Asking = {}) =>
  CustomerList.parse(await bodyOf(await desk.ask(`customers?${query}`, asking)))

it('lists everybody once, by name, however the pages are cut', async () => {
  for (const givenName of ['zoe', 'Élan', 'Bo', 'bo', 'Anna', 'Bo']) await create({ givenName, phones: [] })
  const all = await list('limit=100')
  const paged: string[] = []
  let cursor: string | null = null
  do {
    const page: CustomerList = await list(`limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
    paged.push(...page.customers.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor !== null)
  expect(paged).toEqual(all.customers.map(({ id }) => id))
  expect(new Set(paged).size).toBe(paged.length)
  expect((await desk.ask('customers?cursor=nonsense')).status).toBe(400)
})

it('narrows the list to who comes, who wants no messages, and whom a clinician has to look at', async () => {
  const coming = await seedAppointment(desk.willow, { startsInMin: 500, given: 'Coming' })
  await seedAppointment(desk.willow, { startsInMin: -500, given: 'Past', status: 'completed' })
  await seedAppointment(desk.willow, { startsInMin: 700, given: 'Review', status: 'pending_review' })
  const id = await create({ givenName: 'Quiet', phones: ['(212) 555-0166'] })
  const pair = { ourAddress: '+12125559999', theirAddress: '+12125550166', source: 'keyword' }
  const { db } = desk.willow.tenant
  await db.optOut.create({ data: { ...pair, isOptedOut: true, words: 'STOP' } })
  const names = async (filter: string) => (await list(`filter=${filter}`)).customers.map(({ name }) => name)
  expect(await names('coming')).toEqual(['Coming Berg', 'Review Berg'])
  expect(await names('review')).toEqual(['Review Berg'])
  expect(await names('opted_out')).toEqual(['Quiet Berg'])
  expect((await read(id)).optedOut).toEqual(['+12125550166'])
  expect((await list('search=coming')).customers[0]?.next).toMatchObject({ id: coming.id })
  await db.optOut.create({ data: { ...pair, isOptedOut: false, words: 'START', at: new Date(Date.now() + 1_000) } })
  expect(await names('opted_out')).toEqual([])
  expect((await desk.ask('customers?filter=all')).status).toBe(400)
})

it('says at its field what cannot be, and writes over nobody’s newer words', async () => {
  const bad = await post('customers', { ...words, givenName: ' \u202e ', phones: ['12', ''], emails: ['nobody'] })
  expect(bad.status).toBe(400)
  const { error } = (await bodyOf(bad)) as unknown as { error: { fields: Record<string, string> } }
  expect(Object.keys(error.fields).sort()).toEqual(['emails.0', 'givenName', 'phones.0'])
  expect((await post('customers', { ...words, note: 'x'.repeat(10_000) })).status).toBe(400)

  const id = await create()
  const { updatedAt } = await read(id)
  const one = await post(`customers/${id}`, { ...words, familyName: 'Oaks', phones: ['2125550199'], readAt: updatedAt })
  expect(one.status).toBe(200)
  const late = await post(`customers/${id}`, { ...words, familyName: 'Elms', readAt: updatedAt })
  expect(late.status).toBe(409)
  const now = await read(id)
  expect(now.name).toBe('Ida Oaks')
  expect(now.identities.map(({ value }) => value)).toEqual(['+12125550199'])
})

it('keeps allergies sealed, shows them to who treats, and says to others only that there is something', async () => {
  const { db } = desk.willow.tenant
  const visit = await seedAppointment(desk.willow, { startsInMin: 900, given: 'Sol' })
  const { customerId } = await db.appointment.findFirstOrThrow({ where: { id: visit.id } })
  const path = `customers/${customerId}/allergies`
  expect((await post(path, { substance: 'Latex' }, { as: 'front_desk' })).status).toBe(403)
  expect((await post(path, { substance: ' ' })).status).toBe(400)
  expect((await post(path, { substance: 'Latex', reaction: 'Rash' })).status).toBe(201)
  const [row] = await db.customerAllergy.findMany({ where: { customerId } })
  expect(row?.sealed).not.toContain('Latex')
  const safety = async (from: string, as: Asking['as']) =>
    CustomerSafety.parse(await bodyOf(await desk.ask(from, as ? { as } : {})))
  for (const from of [`customers/${customerId}/safety`, `appointments/${visit.id}/safety`]) {
    expect(await safety(from, 'owner')).toMatchObject({ allergies: [{ substance: 'Latex', reaction: 'Rash' }] })
    expect(await safety(from, 'front_desk')).toMatchObject({ mayRead: false, count: 1, allergies: [] })
  }
  const ended = await post(`${path}/${row!.id}`, { isEnded: true })
  expect(ended.status).toBe(200)
  expect((await safety(`customers/${customerId}/safety`, 'owner')).count).toBe(0)
})

it('shows a provider neither money nor anybody who has no visit with them', async () => {
  const { db } = desk.willow.tenant
  await db.membership.updateMany({ where: { role: 'provider' }, data: { providerId: desk.willow.leeId } })
  const visit = await seedAppointment(desk.willow, { startsInMin: 1_300, given: 'Mine' })
  const { customerId } = await db.appointment.findFirstOrThrow({ where: { id: visit.id } })
  const stranger = await create({ givenName: 'Stranger', phones: [] })
  const as = 'provider'
  expect((await read(customerId, { as })).appointments).toMatchObject([{ id: visit.id, priceCents: null }])
  expect((await read(customerId)).appointments).toMatchObject([{ id: visit.id, priceCents: 25_000 }])
  expect((await desk.ask(`customers/${stranger}`, { as })).status).toBe(404)
  expect((await list('search=stranger', { as })).customers).toEqual([])
  const find = async (text: string, asking: Asking = {}) =>
    SearchAnswer.parse(await bodyOf(await desk.ask(`search?words=${text}`, asking)))
  expect((await find('stranger', { as })).customers).toEqual([])
  expect((await find('mine', { as })).appointments).toMatchObject([{ id: visit.id }])
  expect((await find('stranger')).customers).toMatchObject([{ id: stranger }])
  expect((await find(visit.reference)).appointments).toMatchObject([{ id: visit.id }])
})

it('writes down a consent and takes it back, and keeps both', async () => {
  const id = await create({ givenName: 'Con', phones: [] })
  const consent = { purpose: 'marketing', isGranted: true, text: 'Signed the form' }
  expect((await post(`customers/${id}/consents`, { ...consent, text: '' })).status).toBe(400)
  expect((await post(`customers/${id}/consents`, { ...consent, purpose: 'anything' })).status).toBe(400)
  await post(`customers/${id}/consents`, consent)
  await post(`customers/${id}/consents`, { ...consent, isGranted: false, text: 'Asked at the desk' })
  expect((await read(id)).consents.map(({ isGranted }) => isGranted)).toEqual([false, true])
})
