import { afterAll, beforeAll, expect, it } from 'vitest'
import { seed } from '../../../prisma/seed/seed.ts'
import { findTenantBySiteKey } from '../../src/db/directory.ts'
import { forTenant } from '../../src/db/for-tenant.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { testKeyring } from '../harness/minimal-spa.ts'
import { choose, goOn, none } from './gate-desk.ts'
import { openToolDesk } from './tool-desk.ts'

const today = new Date('2026-11-30T17:00:00Z')

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  await seed({ ...database, today })
}, 60_000)
afterAll(() => database.drop())

it.each(['glow', 'lumen'])(
  'somebody new can book everything that %s offers, with the consultation where one comes first',
  async (siteKey) => {
    const { id } = (await findTenantBySiteKey(database.prisma, siteKey))!
    const tenant = forTenant(database.prisma, id, testKeyring)
    const services = await tenant.db.service.findMany({ include: { prerequisite: true, screeningRules: true } })
    for (const { name, prerequisite, screeningRules, requiresApproval } of services) {
      const desk = await openToolDesk({ tenant, now: today })
      const also = prerequisite ? { also: [prerequisite.name] } : {}
      const { book } = await choose(desk, { service: name, when: 'in the next three weeks', ...also })
      let asked = 0
      let answer = await goOn(desk, book)
      for (; answer.reason === 'needs_screening'; answer = await goOn(desk, book)) {
        asked += (answer.questions as unknown as object[]).length
        desk.says('No, none of these')
        expect(await desk.call('answer_screening', none)).toMatchObject({ ok: true })
      }
      expect(answer, name).toMatchObject({ ok: true, status: requiresApproval ? 'requested' : 'booked' })
      expect(asked, name).toBe(screeningRules.length)
      expect(desk.errors).toEqual([])
    }
  },
  120_000,
)
