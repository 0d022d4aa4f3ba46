import { createHash, randomBytes } from 'node:crypto'
import { apiScopes, type ApiKeyList, type ApiKeyRequest, type ApiScope } from '@ava/protocol/portal/api-keys.ts'
import type { Tenant } from '../db/for-tenant.ts'
import { invalid, recordSetUp, type SetUpRefusal } from './set-up-change.ts'

/** In use at once; more are hardly looked after. */
const MOST_KEYS = 20
const MINUTE_MS = 60_000
const shape = /^ava_([\da-f]{32})_[\w-]{43}$/

export async function listKeys(tenant: Tenant): Promise<ApiKeyList['keys']> {
  const rows = await tenant.db.apiKey.findMany({
    orderBy: [{ revokedAt: { sort: 'desc', nulls: 'first' } }, { id: 'desc' }],
    take: 100,
  })
  return rows.map(({ id, name, scopes, hint, createdAt, lastUsedAt, revokedAt }) => ({
    id,
    name,
    scopes: scopesOf(scopes),
    hint,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
  }))
}

/** Makes a key. It names the spa, so that it is found without looking through all spas; only its hash is kept. */
export async function makeKey(
  tenant: Tenant,
  { request, actor }: { request: ApiKeyRequest; actor: string },
): Promise<{ ok: true; id: string; key: string } | SetUpRefusal> {
  const key = `ava_${tenant.id.replaceAll('-', '')}_${randomBytes(32).toString('base64url')}`
  return tenant.transaction(
    async (tx) => {
      if ((await tx.apiKey.count({ where: { revokedAt: null } })) >= MOST_KEYS) {
        return invalid({ name: `There are ${MOST_KEYS} keys in use. Revoke one that you no longer need.` })
      }
      const { id } = await tx.apiKey.create({
        data: { ...request, keyHash: hash(key), hint: key.slice(-4), createdBy: actor },
        select: { id: true },
      })
      const entry = { subjectType: 'api_key', subjectId: id, data: request }
      await recordSetUp(tx, { actor, action: 'api_key.made', ...entry })
      return { ok: true, id, key }
    },
    { lock: 'set-up:api-keys' },
  )
}

/** The key opens nothing from then on. Null: there is no such key in use. */
export async function revokeKey(tenant: Tenant, { id, actor, now }: { id: string; actor: string; now: Date }) {
  return tenant.transaction(async (tx) => {
    const { count } = await tx.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } })
    if (count === 0) return null
    await recordSetUp(tx, { actor, action: 'api_key.revoked', subjectType: 'api_key', subjectId: id })
    return { id }
  })
}

/** The spa that a key names; null for what is no key of ours. Whether it opens anything is not known yet. */
export function spaOfKey(key: string): string | null {
  const digits = shape.exec(key)?.[1]
  return digits ? digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : null
}

/** What a key may read; null when it opens nothing. That it was used is written once a minute. */
export async function openKey(
  tenant: Tenant,
  { key, now }: { key: string; now: Date },
): Promise<{ id: string; scopes: ApiScope[] } | null> {
  const row = await tenant.db.apiKey.findFirst({
    where: { keyHash: hash(key), revokedAt: null },
    select: { id: true, scopes: true, lastUsedAt: true },
  })
  if (!row) return null
  if (now.getTime() - (row.lastUsedAt?.getTime() ?? 0) >= MINUTE_MS) {
    await tenant.db.apiKey.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } })
  }
  return { id: row.id, scopes: scopesOf(row.scopes) }
}

const scopesOf = (scopes: string[]) => apiScopes.filter((scope) => scopes.includes(scope))
const hash = (key: string) => createHash('sha256').update(key).digest('hex')
