import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SetUpRemoved } from '@ava/protocol/portal/set-up.ts'
import { ServiceDetail, ServiceImport, ServiceList } from '@ava/protocol/portal/set-up-services.ts'
import { newServiceDraft } from '../../src/catalog/new-service.ts'
import { loadServices } from '../../src/catalog/services.ts'
import { templateServices } from '../../src/catalog/service-templates.ts'
import { serviceProblems } from '../../src/catalog/service-rules.ts'
import type { MinimalSpa } from '../harness/minimal-spa.ts'
import { openPortalDesk, seedAppointment, type Asking, type PortalDesk } from '../harness/portal-desk.ts'
import { bodyOf } from '../harness/running-server.ts'

let desk: PortalDesk
let willow: MinimalSpa

beforeAll(async () => {
  desk = await openPortalDesk()
  willow = desk.willow
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  await desk.close()
})

const post = (path: string, body: object, options: Asking = {}) =>
  desk.ask(`set-up/${path}`, { method: 'POST', body, ...options })

async function detail(id: string, options: Asking = {}): Promise<ServiceDetail> {
  return ServiceDetail.parse(await (await desk.ask(`set-up/services/${id}`, options)).json())
}

const fresh = (changes: object = {}) => ({
  ...newServiceDraft(),
  name: 'Chemical peel',
  description: 'A light peel',
  priceFromCents: 15_000,
  updatedAt: null,
  ...changes,
})

async function fieldsOf(answer: Response): Promise<Record<string, string>> {
  expect(answer.status).toBe(400)
  return (await bodyOf(answer)).error.fields ?? {}
}

describe('a service', () => {
  it('is added, and the next conversation has it; taken out of use, it is offered no more', async () => {
    const saved = await post('services/new', fresh({ name: 'Lash lift', providerIds: [willow.ortizId] }))
    expect(saved.status).toBe(200)
    const { id } = (await saved.json()) as { id: string }
    expect((await loadServices(willow.tenant)).map(({ name }) => name)).toContain('Lash lift')
    const { service } = await detail(id)
    const off = await post(`services/${id}/active`, { isActive: false, updatedAt: service!.updatedAt })
    expect(off.status).toBe(200)
    expect((await loadServices(willow.tenant)).map(({ name }) => name)).not.toContain('Lash lift')
    const audit = await willow.tenant.db.auditEntry.findMany({ where: { subjectId: id }, orderBy: { at: 'asc' } })
    expect(audit.map(({ action }) => action)).toEqual(['service.added', 'service.deactivated'])
  })

  it.each([
    ['a price below zero', { priceFromCents: -1 }, 'priceFromCents'],
    ['a range that goes down', { priceToCents: 10_000 }, 'priceToCents'],
    ['a deposit above the price', { depositCents: 15_001 }, 'depositCents'],
    ['no part', { segments: [] }, 'segments'],
    [
      'a part of no time',
      { segments: [{ ...newServiceDraft().segments[0]!, durationMin: 0 }] },
      'segments.0.durationMin',
    ],
    [
      'no part with the provider',
      { segments: [{ ...newServiceDraft().segments[0]!, needsProvider: false }] },
      'segments',
    ],
    ['a name of ten thousand letters', { name: 'x'.repeat(10_000) }, 'name'],
    ['a name another has', { name: 'BOTOX' }, 'name'],
    ['a policy of nobody', { policyId: '0198c0de-0000-7000-8000-000000000000' }, 'policyId'],
    ['a question nobody asks', { screening: [rule('lupus')] }, 'screening.0.questionKey'],
  ])('is refused with %s, at the field', async (_what, changes, field) => {
    expect(await fieldsOf(await post('services/new', fresh(changes)))).toHaveProperty([field])
  })

  it('keeps names in any script, and tags as the letters they are', async () => {
    const name = '<script>alert(1)</script> 💉 عناية'
    const { id } = (await (await post('services/new', fresh({ name }))).json()) as { id: string }
    expect((await detail(id)).service!.name).toBe(name)
  })

  it('is performed only by whom its licences allow', async () => {
    const barred = fresh({ name: 'Laser', allowedCredentials: ['MD'], providerIds: [willow.ortizId] })
    expect((await fieldsOf(await post('services/new', barred)))['providerIds']).toContain('Rosa Ortiz, RN (RN)')
  })

  it('cannot wait for what waits for it', async () => {
    const { service } = await detail(willow.facialId)
    const first = { ...service!, prerequisiteServiceId: willow.microneedlingId, prerequisiteValidDays: 90 }
    expect((await post(`services/${willow.facialId}`, first)).status).toBe(200)
    const other = (await detail(willow.microneedlingId)).service!
    const circle = { ...other, prerequisiteServiceId: willow.facialId, prerequisiteValidDays: 90 }
    expect(await fieldsOf(await post(`services/${willow.microneedlingId}`, circle))).toHaveProperty(
      'prerequisiteServiceId',
    )
  })

  it('that was changed in the meantime is not overwritten', async () => {
    const { service } = await detail(willow.botoxId)
    const [one, other] = await Promise.all([
      post(`services/${willow.botoxId}`, { ...service!, repeatNote: 'every 3 months' }),
      post(`services/${willow.botoxId}`, { ...service!, repeatNote: 'every 4 months' }, { as: 'manager' }),
    ])
    expect([one.status, other.status].sort()).toEqual([200, 409])
  })

  it('with appointments to come is not removed: they are named', async () => {
    const { reference } = await seedAppointment(willow, { startsInMin: 3 * 24 * 60 })
    const { service } = await detail(willow.botoxId)
    const answer = await desk.ask(`set-up/services/${willow.botoxId}`, {
      method: 'DELETE',
      body: { updatedAt: service!.updatedAt },
    })
    const removed = SetUpRemoved.parse(await answer.json())
    expect(removed).toMatchObject({ removed: false, booked: { total: 1, appointments: [{ reference }] } })
  })

  it('has aftercare that Ava answers from, and rules in versions', async () => {
    const question = { text: 'Are you pregnant?', shortText: 'a pregnancy', approvedBy: 'Dr. Lee' }
    const { key } = (await (await post('screening-questions', question)).json()) as { key: string }
    const aftercare = { text: 'Keep out of the sun for two days.', approvedBy: 'Dr. Lee' }
    const body = fresh({ name: 'Glow peel', aftercare, screening: [rule(key)] })
    const { id } = (await (await post('services/new', body)).json()) as { id: string }
    const article = await willow.tenant.db.knowledgeArticle.findFirstOrThrow({ where: { serviceId: id } })
    expect(article).toMatchObject({ body: aftercare.text, approvedBy: 'Dr. Lee' })
    const { service } = await detail(id)
    const changed = { ...service!, screening: [{ ...rule(key), text: 'Our clinician decides.' }], aftercare: null }
    expect((await post(`services/${id}`, changed)).status).toBe(200)
    const rules = await willow.tenant.db.screeningRule.findMany({
      where: { serviceId: id },
      orderBy: { version: 'asc' },
    })
    expect(rules.map(({ version, isActive }) => [version, isActive])).toEqual([
      [1, false],
      [2, true],
    ])
    expect(await willow.tenant.db.knowledgeArticle.count({ where: { serviceId: id } })).toBe(0)
  })

  it('is read by the front desk, and not by who may see no money; nobody else’s spa shows', async () => {
    expect((await desk.ask('set-up/services', { as: 'front_desk' })).status).toBe(200)
    expect((await desk.ask('set-up/services', { as: 'provider' })).status).toBe(403)
    expect((await post('services/new', fresh({ name: 'X' }), { as: 'front_desk' })).status).toBe(403)
    expect((await desk.ask(`set-up/services/${desk.maple.botoxId}`)).status).toBe(404)
    expect((await desk.ask('set-up/services', { spa: desk.maple.tenantId })).status).toBe(403)
  })
})

describe('the catalogue of usual services', () => {
  it('is sound as it stands', () => {
    for (const { key, ...service } of templateServices) {
      const around = { currency: 'USD', services: [], providers: [], policyIds: [], questionKeys: [] }
      expect(serviceProblems({ ...newServiceDraft(), ...service }, { id: null, around }), key).toEqual({})
    }
    expect(new Set(templateServices.map(({ name }) => name.toLowerCase())).size).toBe(templateServices.length)
  })

  it('adds what is chosen once, with those who are licensed for it', async () => {
    const chosen = [
      { key: 'lip-flip', priceFromCents: 9_900 },
      { key: 'botox', priceFromCents: 100 },
    ]
    const answer = await post('services/from-templates', { chosen })
    expect(await answer.json()).toEqual({ added: 1, skipped: 1 })
    const { services } = ServiceList.parse(await (await desk.ask('set-up/services')).json())
    expect(services.find(({ name }) => name === 'Lip flip')).toMatchObject({
      priceFromCents: 9_900,
      priceToCents: 13_900,
      providerCount: 2,
    })
  })
})

describe('a file of services', () => {
  const load = async (csv: string, write = false) =>
    ServiceImport.parse(await (await post('services/import', { csv, write })).json())

  it('comes back as it went out', async () => {
    const csv = await (await desk.ask('set-up/services.csv')).text()
    const { rows, problem } = await load(csv, true)
    expect(problem).toBeNull()
    expect(rows.length).toBeGreaterThan(4)
    expect(rows.map(({ change, errors }) => ({ change, errors }))).toEqual(
      rows.map(() => ({ change: 'same', errors: {} })),
    )
  })

  it('is looked at row by row, and written whole or not at all', async () => {
    const csv = [
      'name,price_from,price_to,minutes,parts,providers',
      'Brow wax,$25,40,20,,',
      'Brow tint,-5,,20,,',
      'Brow wax,25,,20,,',
      ',25,,,,',
      'Peeling,"1,200.50",,,Peel 0 +provider,',
      'Cupping,12,,,,Nobody',
    ].join('\r\n')
    const looked = await load(csv, true)
    expect(looked.written).toBe(false)
    expect(looked.rows.map(({ line, errors }) => [line, Object.keys(errors)])).toEqual([
      [2, []],
      [3, ['price_from']],
      [4, ['name']],
      [5, ['name']],
      [6, ['parts']],
      [7, ['providers']],
    ])
    expect(await willow.tenant.db.service.count({ where: { name: 'Brow wax' } })).toBe(0)
    const good = await load('name;price_from;minutes\nBrow wax;25;20\nBotox;260;', true)
    expect(good).toMatchObject({ written: true, rows: [{ change: 'add' }, { change: 'change' }] })
    const wax = await willow.tenant.db.service.findFirstOrThrow({
      where: { name: 'Brow wax' },
      include: { segments: true },
    })
    expect(wax).toMatchObject({ priceFromCents: 2_500, segments: [{ durationMin: 20 }] })
  })

  it.each([
    ['without a head', 'Botox,200\n'],
    ['with a column nobody knows', 'name,colour\nBotox,red\n'],
    ['that is no CSV', 'name\n"Botox\n'],
    ['without rows', 'name\n'],
  ])('%s is refused in words', async (_what, csv) => {
    expect((await load(csv)).problem).toBeTruthy()
  })

  it('cannot make a spreadsheet calculate', async () => {
    const name = '=HYPERLINK("http://evil.example")'
    expect((await post('services/new', fresh({ name }))).status).toBe(200)
    const csv = await (await desk.ask('set-up/services.csv')).text()
    expect(csv).toContain(`'=HYPERLINK`)
    expect((await load(csv)).rows.find((row) => row.name === name)).toMatchObject({ change: 'same', errors: {} })
  })
})

function rule(questionKey: string) {
  return {
    questionKey,
    effect: 'review',
    untilMonths: null,
    untilDays: null,
    text: 'A clinician looks at it.',
    approvedBy: 'Dr. Lee',
  }
}
