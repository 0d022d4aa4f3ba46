import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SetUpRemoved, SetUpSaved } from '@ava/protocol/portal/set-up.ts'
import { ProviderDetail, ResourceList } from '@ava/protocol/portal/set-up-people.ts'
import { Business } from '@ava/protocol/portal/set-up-places.ts'
import { PolicyList } from '@ava/protocol/portal/set-up-policies.ts'
import { FirstRun } from '@ava/protocol/portal/first-run.ts'
import { usePoliciesInForce } from '../../src/catalog/policies.ts'
import { forTenant } from '../../src/db/for-tenant.ts'
import { newId } from '../../src/db/new-id.ts'
import { createSpa } from '../../src/tenants/create-spa.ts'
import { loadSettings } from '../../src/tenants/settings.ts'
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

const post = (path: string, body: object, options: Asking = {}) => desk.ask(path, { method: 'POST', body, ...options })

async function fieldsOf(answer: Response): Promise<Record<string, string>> {
  expect(answer.status).toBe(400)
  return (await bodyOf(answer)).error.fields ?? {}
}
async function savedOf(answer: Response): Promise<SetUpSaved> {
  const json: unknown = await answer.json()
  expect({ status: answer.status, json }).toMatchObject({ status: 200 })
  return SetUpSaved.parse(json)
}
async function lee() {
  const { provider } = ProviderDetail.parse(await (await desk.ask(`set-up/providers/${willow.leeId}`)).json())
  return provider!
}
const business = async () => Business.parse(await (await desk.ask('set-up/business')).json())
const policies = async () => PolicyList.parse(await (await desk.ask('set-up/policies')).json())

describe('a provider', () => {
  it('has a week without overlaps; what is booked outside of it is listed and stays', async () => {
    const appointment = await seedAppointment(willow, { startsInMin: 5 * 24 * 60 })
    const before = await lee()
    const [first] = before.week
    const overlapping = { ...before, week: [first!, { ...first!, from: '11:30', to: '12:30' }] }
    expect((await fieldsOf(await post(`set-up/providers/${willow.leeId}`, overlapping)))['week.1']).toContain(
      '09:00–12:00',
    )
    const backwards = { ...before, week: [{ ...first!, from: '17:00', to: '09:00' }] }
    expect(await fieldsOf(await post(`set-up/providers/${willow.leeId}`, backwards))).toHaveProperty(['week.0'])
    const { outside } = await savedOf(await post(`set-up/providers/${willow.leeId}`, { ...before, week: [] }))
    expect(outside.appointments.map(({ id }) => id)).toEqual([appointment.id])
    expect(await willow.tenant.db.appointment.findFirst({ where: { id: appointment.id } })).toMatchObject({
      status: 'booked',
    })
    const stale = await post(`set-up/providers/${willow.leeId}`, before)
    expect(stale.status).toBe(409)
    expect(
      (await savedOf(await post(`set-up/providers/${willow.leeId}`, { ...before, updatedAt: (await lee()).updatedAt })))
        .id,
    ).toBe(willow.leeId)
  })

  it('with appointments to come is not removed, but may be taken out of use', async () => {
    await seedAppointment(willow, { startsInMin: 6 * 24 * 60 })
    const { updatedAt } = await lee()
    const answer = await desk.ask(`set-up/providers/${willow.leeId}`, { method: 'DELETE', body: { updatedAt } })
    const removal = SetUpRemoved.parse(await answer.json())
    expect(removal).toMatchObject({ removed: false })
    const off = await savedOf(await post(`set-up/providers/${willow.leeId}/active`, { isActive: false, updatedAt }))
    expect(off.outside.total).toBeGreaterThan(0)
    await savedOf(
      await post(`set-up/providers/${willow.leeId}/active`, { isActive: true, updatedAt: (await lee()).updatedAt }),
    )
  })

  it('is not on the list of a service that asks for another licence', async () => {
    await willow.tenant.db.service.updateMany({ where: { id: willow.facialId }, data: { allowedCredentials: ['RN'] } })
    const before = await lee()
    const wrong = { ...before, serviceIds: [willow.facialId], licenceState: 'Alaska' }
    const fields = await fieldsOf(await post(`set-up/providers/${willow.leeId}`, wrong))
    expect(fields).toHaveProperty('licenceState')
    const barred = await fieldsOf(await post(`set-up/providers/${willow.leeId}`, { ...wrong, licenceState: 'NY' }))
    expect(barred['serviceIds']).toContain('HydraFacial')
  })
})

describe('a room', () => {
  it('is told apart by name, and is missed by the services that ask for one like it', async () => {
    const { resources } = ResourceList.parse(await (await desk.ask('set-up/resources')).json())
    const [one, two] = resources
    expect(one!.usedBy).toContain('Botox')
    const same = { ...two!, name: one!.name.toUpperCase() }
    expect(await fieldsOf(await post(`set-up/resources/${two!.id}`, same))).toHaveProperty('name')
    for (const { id, updatedAt } of resources) {
      await savedOf(await post(`set-up/resources/${id}/active`, { isActive: false, updatedAt }))
    }
    const after = ResourceList.parse(await (await desk.ask('set-up/resources')).json())
    expect(after.missing).toEqual(['treatment_room'])
    for (const { id, updatedAt } of after.resources) {
      await savedOf(await post(`set-up/resources/${id}/active`, { isActive: true, updatedAt }))
    }
  })
})

describe('the business', () => {
  it('is in a zone that exists, and Ava says what is new in her next conversation', async () => {
    const before = await business()
    const change = { ...before, name: 'Willow & Oak', timeZone: 'america/chicago', phone: '(212) 555-0142' }
    for (const timeZone of ['Mars/Olympus', '+05:00', '', 'x'.repeat(10_000)]) {
      expect(await fieldsOf(await post('set-up/business', { ...change, timeZone }))).toHaveProperty('timeZone')
    }
    expect(await fieldsOf(await post('set-up/business', { ...change, phone: '12' }))).toHaveProperty('phone')
    await savedOf(await post('set-up/business', change))
    expect(await loadSettings(willow.tenant)).toMatchObject({
      name: 'Willow & Oak',
      timeZone: 'America/Chicago',
      phone: '+12125550142',
    })
    expect((await post('set-up/business', change)).status).toBe(409)
  })

  it('has hours without overlaps, and days on which they do not hold', async () => {
    const { locations } = await business()
    const [location] = locations
    const path = `set-up/locations/${location!.id}`
    const overlapping = [
      { weekday: 1, from: '09:00', to: '13:00' },
      { weekday: 1, from: '12:59', to: '17:00' },
    ]
    const { updatedAt } = location!
    expect(await fieldsOf(await post(`${path}/hours`, { hours: overlapping, updatedAt }))).toHaveProperty(['hours.1'])
    const touching = [overlapping[0]!, { ...overlapping[1]!, from: '13:00', to: '24:00' }]
    const { outside } = await savedOf(await post(`${path}/hours`, { hours: touching, updatedAt }))
    expect(outside.total).toBeGreaterThan(0)
    const week = { fromDate: '2027-12-24', toDate: '2027-12-26', from: null, to: null, name: 'Christmas' }
    expect(await fieldsOf(await post(`${path}/exceptions`, { ...week, toDate: '2027-12-20' }))).toHaveProperty('toDate')
    expect(await fieldsOf(await post(`${path}/exceptions`, { ...week, from: '10:00' }))).toHaveProperty('to')
    await savedOf(await post(`${path}/exceptions`, week))
    await savedOf(await post(`${path}/exceptions`, { ...week, fromDate: '2027-12-26', from: '10:00', to: '14:00' }))
    const { exceptions } = (await business()).locations[0]!
    expect(exceptions.map(({ date, from }) => [date, from])).toEqual([
      ['2027-12-24', null],
      ['2027-12-25', null],
      ['2027-12-26', '10:00'],
    ])
    const removed = await desk.ask(`set-up/exceptions/${exceptions[0]!.id}`, { method: 'DELETE' })
    await savedOf(removed)
    expect((await business()).locations[0]!.exceptions).toHaveLength(2)
  })

  it('keeps at least one location', async () => {
    const [location] = (await business()).locations
    const answer = await desk.ask(`set-up/locations/${location!.id}`, {
      method: 'DELETE',
      body: { updatedAt: location!.updatedAt },
    })
    expect(await answer.json()).toMatchObject({ removed: false })
  })
})

describe('a policy', () => {
  const terms = {
    name: 'cancellation',
    text: 'Please tell us two days ahead.',
    cancelWindowHours: 48,
    windowClock: 'wall',
    feeCents: 7_500,
    feePercent: null,
    noShowFeeCents: null,
    noShowFeePercent: null,
    rescheduleCounts: false,
    freeWaivers: 1,
    lateAfterMin: 15,
    effectiveFrom: null,
    basedOn: 1,
  }

  it('is published in versions: the services have the new one, who agreed has the old one', async () => {
    const appointment = await seedAppointment(willow, { startsInMin: 8 * 24 * 60 })
    const { db } = willow.tenant
    await db.policyAcceptance.create({
      data: {
        appointmentId: appointment.id,
        policyId: willow.policyId,
        version: 1,
        text: 'as it was',
        acceptedAt: new Date(),
        channel: 'chat',
      },
    })
    await db.service.updateMany({ where: { id: willow.facialId }, data: { policyId: null } })
    const { id } = await savedOf(await post('set-up/policies', { ...terms, isForOthers: true }))
    expect((await db.service.findFirstOrThrow({ where: { id: willow.facialId } })).policyId).toBe(id)
    expect((await db.service.findFirstOrThrow({ where: { id: willow.botoxId } })).policyId).toBe(id)
    expect(await db.policyAcceptance.findFirstOrThrow()).toMatchObject({ policyId: willow.policyId, text: 'as it was' })
    const [policy] = (await policies()).policies
    expect(policy!.versions.map(({ version, state, acceptances }) => [version, state, acceptances])).toEqual([
      [2, 'current', 0],
      [1, 'past', 1],
    ])
    expect((await post('set-up/policies', terms)).status).toBe(409)
  })

  it('of a day to come holds from that day on', async () => {
    const { id } = await savedOf(await post('set-up/policies', { ...terms, effectiveFrom: '2090-01-02', basedOn: 2 }))
    const { db } = willow.tenant
    expect((await db.service.findFirstOrThrow({ where: { id: willow.botoxId } })).policyId).not.toBe(id)
    expect((await policies()).policies[0]!.versions[0]).toMatchObject({ state: 'coming', version: 3 })
    await usePoliciesInForce(willow.tenant, { now: new Date('2090-01-03T00:00:00Z') })
    expect((await db.service.findFirstOrThrow({ where: { id: willow.botoxId } })).policyId).toBe(id)
    const earlier = { ...terms, effectiveFrom: '2089-01-01', basedOn: 3 }
    expect(await fieldsOf(await post('set-up/policies', earlier))).toHaveProperty('effectiveFrom')
    const past = { ...terms, name: 'new', effectiveFrom: '2020-01-01', basedOn: 0 }
    expect(await fieldsOf(await post('set-up/policies', past))).toHaveProperty('effectiveFrom')
    const both = { ...terms, feePercent: 50, basedOn: 3, effectiveFrom: '2091-01-01' }
    expect(await fieldsOf(await post('set-up/policies', both))).toHaveProperty('feePercent')
  })
})

describe('a new spa', () => {
  it('begins with its owner and a first run that can be left and resumed', async () => {
    const { prisma } = desk.database
    const user = await prisma.user.findFirstOrThrow({ where: { email: 'owner@willow.example' } })
    const spa = { name: 'Éclat Spa', timeZone: 'America/Denver', ownerUserId: user.id }
    const tenantId = newId()
    const { siteKey } = await createSpa(forTenant(prisma, tenantId), spa)
    expect(siteKey).toMatch(/^eclat-spa-[a-z0-9]{6}$/)
    const run = async () => FirstRun.parse(await (await desk.ask('first-run', { spa: tenantId })).json())
    expect(await run()).toMatchObject({ isFinished: false, next: 'business', counts: { services: 0 } })
    const step = (body: object) => post('first-run/step', body, { spa: tenantId })
    expect((await step({ step: 'business', state: 'done' })).status).toBe(200)
    expect((await step({ step: 'providers', state: 'skipped' })).status).toBe(200)
    expect((await step({ step: 'nonsense', state: 'done' })).status).toBe(400)
    expect(await run()).toMatchObject({ next: 'services', steps: { business: 'done', providers: 'skipped' } })
    const wanted = {
      name: 'Mia',
      voice: 'cedar',
      greeting: 'Hi, I am Mia, the AI receptionist at Éclat. How can I help?',
    }
    const hidden = await post('first-run/persona', { ...wanted, greeting: 'Hi, I am Mia.' }, { spa: tenantId })
    expect(await fieldsOf(hidden)).toHaveProperty('greeting')
    await savedOf(await post('first-run/persona', wanted, { spa: tenantId }))
    await savedOf(await post('first-run/persona', wanted, { spa: tenantId }))
    expect((await loadSettings(forTenant(prisma, tenantId))).persona).toMatchObject(wanted)
    for (const name of ['services', 'persona', 'policies', 'channels', 'snippet'])
      await step({ step: name, state: 'done' })
    expect(await run()).toMatchObject({ next: null, isFinished: true })
    expect((await desk.ask('first-run', { spa: tenantId, as: 'manager' })).status).toBe(403)
  })
})
