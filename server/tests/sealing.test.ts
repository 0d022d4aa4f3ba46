import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forTenant, type Tenant } from '../src/db/for-tenant.ts'
import { readKeyring, rewrapTenantKeys, SealError } from '../src/db/sealing.ts'
import { rotateKeys } from '../../prisma/rotate-keys.ts'
import { testKeys } from './harness/minimal-spa.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from './harness/database.ts'

const cell = { about: 'calendar_connections.sealed_tokens', rowId: '0190c0de-0000-7000-8000-000000000001' }
const keyText = (id: string) => `${id}:${randomBytes(32).toString('base64')}`

let database: TestDatabase
let ours: MinimalSpa
let theirs: MinimalSpa

beforeAll(async () => {
  database = await createTestDatabase()
  ours = await seedMinimalSpa(database.prisma)
  theirs = await seedMinimalSpa(database.prisma)
})
afterAll(() => database.drop())

const seal = (tenant: Tenant, text: string) => tenant.transaction((tx) => tenant.secrets.seal(tx, { ...cell, text }))
const open = (tenant: Tenant, sealed: string, at = cell) =>
  tenant.transaction((tx) => tenant.secrets.open(tx, { ...at, sealed }))

describe('what a spa keeps sealed', () => {
  it('opens in its own cell, whatever its letters', async () => {
    for (const text of ['ya29.token', '', 'Allergie: Lidocaïne 💉\u0000', 'x'.repeat(20_000)]) {
      const sealed = await seal(ours.tenant, text)
      if (text) expect(sealed).not.toContain(text)
      expect(await open(ours.tenant, sealed)).toBe(text)
    }
  })

  it('is another text each time, under one key of the spa', async () => {
    const [one, other] = await Promise.all([seal(ours.tenant, 'same'), seal(ours.tenant, 'same')])
    expect(one).not.toBe(other)
    expect(await ours.tenant.db.tenantKey.count()).toBe(1)
  })

  it('does not open in another row, another column or another spa, nor when a letter was changed', async () => {
    const sealed = await seal(ours.tenant, 'secret')
    await seal(theirs.tenant, 'make their key')
    const attempts = [
      () => open(ours.tenant, sealed, { ...cell, rowId: theirs.botoxId }),
      () => open(ours.tenant, sealed, { ...cell, about: 'screening_answers.sealed' }),
      () => open(theirs.tenant, sealed),
      () => open(ours.tenant, sealed.slice(0, -4) + (sealed.endsWith('AAAA') ? 'BBBB' : 'AAAA')),
      () => open(ours.tenant, sealed.slice(0, 50)),
      () => open(ours.tenant, 'secret'),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toBeInstanceOf(SealError)
  })

  it('survives the change of the environment’s key, and the old one can then be taken away', async () => {
    const [first, second] = [keyText('k1'), keyText('k2')]
    const opened = (text: string) => forTenant(database.prisma, ours.tenantId, readKeyring(text))
    await ours.tenant.db.tenantKey.updateMany({ where: { retiredAt: null }, data: { retiredAt: new Date() } })
    const sealed = await seal(opened(first), 'before')

    expect(await open(opened(`${second},${first}`), sealed)).toBe('before')
    await expect(open(opened(second), sealed)).rejects.toThrow('"k1" is missing')
    const keyring = readKeyring(`${second},${first}`)
    const stale = await ours.tenant.db.tenantKey.deleteMany({ where: { wrappedBy: 'test' } })
    expect(stale.count).toBeGreaterThan(0)
    const rewrap = () => ours.tenant.transaction((tx) => rewrapTenantKeys(tx, { tenantId: ours.tenantId, keyring }))
    expect(await rewrap()).toBe(1)
    expect(await rewrap()).toBe(0)
    expect(await open(opened(second), sealed)).toBe('before')
  })
})

describe('wrapping the keys of all spas anew', () => {
  it('reaches every spa, and leaves what is sealed as it was', async () => {
    const [before, after] = [keyText('k3'), keyText('k4')]
    const spas = [await seedMinimalSpa(database.prisma), await seedMinimalSpa(database.prisma)]
    const opened = (text: string) => spas.map(({ tenantId }) => forTenant(database.prisma, tenantId, readKeyring(text)))
    const sealed = await Promise.all(opened(before).map((tenant) => seal(tenant, 'kept')))

    const keyring = readKeyring(`${after},${before},${testKeys}`)
    await ours.tenant.db.tenantKey.deleteMany({ where: { wrappedBy: { notIn: ['test'] } } })
    expect(await rotateKeys({ ownerUrl: database.ownerUrl, keyring })).toBeGreaterThanOrEqual(2)
    expect(await rotateKeys({ ownerUrl: database.ownerUrl, keyring })).toBe(0)
    for (const [index, tenant] of opened(after).entries()) expect(await open(tenant, sealed[index]!)).toBe('kept')
  })

  it('is not for the application: it does not see which spas there are', async () => {
    await expect(rotateKeys({ ownerUrl: database.appUrl, keyring: readKeyring(testKeys) })).resolves.toBe(0)
    expect(await database.prisma.tenant.count()).toBe(0)
  })
})

describe('the keys of the environment', () => {
  it.each(['', 'k1', 'k1:short', `k 1:${randomBytes(32).toString('base64')}`, `${keyText('k1')},${keyText('k1')}`])(
    'are refused with a sentence that holds none of them: %#',
    (text) => {
      expect(() => readKeyring(text)).toThrow(/^ENCRYPTION_KEYS [^=]*$/)
    },
  )
})
