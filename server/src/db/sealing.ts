import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import type { TenantTransaction } from './for-tenant.ts'
import { lockForTransaction } from './locks.ts'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The keys of the environment. The first wraps what is new; the others open what they wrapped before. */
export interface Keyring {
  currentId: string
  keys: ReadonlyMap<string, Buffer>
}

/**
 * Reads `id:base64,id:base64`, the current key first. Throws with a sentence about what is wrong;
 * the sentence never holds a key.
 */
export function readKeyring(text: string): Keyring {
  const entries = text.split(',').map((entry) => {
    const [id = '', key = '', ...more] = entry.trim().split(':')
    const bytes = Buffer.from(key, 'base64')
    if (!/^[\w-]{1,40}$/.test(id) || more.length > 0 || bytes.length !== KEY_BYTES) {
      throw new Error('ENCRYPTION_KEYS is “id:key”, or several with commas; each key is 32 bytes as base64.')
    }
    return [id, bytes] as const
  })
  const keys = new Map(entries)
  if (keys.size !== entries.length) throw new Error('ENCRYPTION_KEYS names the same id twice.')
  return { currentId: entries[0]![0], keys }
}

/** What is sealed belongs to one cell of one row: elsewhere it does not open. */
export interface Cell {
  /** "table.column" */
  about: string
  rowId: string
}

/**
 * What a spa keeps sealed at rest: tokens of integrations, medical answers. Each spa has a data
 * key of its own, wrapped by a key of the environment, so that forgetting it forgets everything.
 */
export interface TenantSecrets {
  /** AES-256-GCM. Makes the spa's key when it has none yet. */
  seal(tx: TenantTransaction, cell: Cell & { text: string }): Promise<string>
  /** Throws SealError when it was not sealed for this cell, or its key is not there. */
  open(tx: TenantTransaction, cell: Cell & { sealed: string }): Promise<string>
}

/** A sealed text that does not open: another cell's, a damaged one, or one whose key is gone. */
export class SealError extends Error {
  override name = 'SealError'
}

export function tenantSecrets(tenantId: string, keyring: Keyring | null): TenantSecrets {
  // A dozen answers are opened at once; their key is read once in a transaction, and kept no longer.
  const unwrapped = new WeakMap<TenantTransaction, Map<string, Buffer>>()
  const ring = () => {
    if (!keyring) throw new Error('This tenant was opened without the keys of the environment')
    return keyring
  }
  return {
    seal: async (tx, { about, rowId, text }) => {
      const { id, key } = await currentKey(tx, { tenantId, keyring: ring() })
      const sealed = encrypt(key, Buffer.from(text, 'utf8'), cellName(tenantId, about, rowId))
      return `v1.${id}.${sealed.toString('base64url')}`
    },
    open: async (tx, { about, rowId, sealed }) => {
      const [version, id, body] = sealed.split('.')
      if (version !== 'v1' || !id || !body) throw new SealError(`${about} holds nothing that was sealed here`)
      const known = unwrapped.get(tx)
      let key = known?.get(id)
      if (!key) {
        const row = await tx.tenantKey.findFirst({ where: { id } })
        if (!row) throw new SealError(`The key of ${about} is gone`)
        key = unwrap(row, { tenantId, keyring: ring() })
        unwrapped.set(tx, (known ?? new Map<string, Buffer>()).set(id, key))
      }
      return decrypt(key, Buffer.from(body, 'base64url'), cellName(tenantId, about, rowId)).toString('utf8')
    },
  }
}

/**
 * Wraps this spa's keys anew with the environment's current key, so that an older one can be
 * taken away. Resolves to how many were wrapped.
 */
export async function rewrapTenantKeys(
  tx: TenantTransaction,
  options: { tenantId: string; keyring: Keyring },
): Promise<number> {
  const old = await tx.tenantKey.findMany({ where: { wrappedBy: { not: options.keyring.currentId } } })
  for (const row of old) {
    const wrapped = wrap(unwrap(row, options), { ...options, id: row.id })
    await tx.tenantKey.updateMany({ where: { id: row.id }, data: { wrapped, wrappedBy: options.keyring.currentId } })
  }
  return old.length
}

async function currentKey(
  tx: TenantTransaction,
  options: { tenantId: string; keyring: Keyring },
): Promise<{ id: string; key: Buffer }> {
  const newest = () => tx.tenantKey.findFirst({ where: { retiredAt: null }, orderBy: { createdAt: 'desc' } })
  let row = await newest()
  if (!row) {
    // Two first secrets at once would else make two keys. Both would open, but one is enough.
    await lockForTransaction(tx, 'tenant-key')
    row = await newest()
  }
  if (row) return { id: row.id, key: unwrap(row, options) }
  const id = randomUUID()
  const key = randomBytes(KEY_BYTES)
  await tx.tenantKey.create({
    data: { id, wrapped: wrap(key, { ...options, id }), wrappedBy: options.keyring.currentId },
  })
  return { id, key }
}

function wrap(key: Buffer, { tenantId, keyring, id }: { tenantId: string; keyring: Keyring; id: string }): string {
  const name = cellName(tenantId, 'tenant_keys.wrapped', id)
  return encrypt(keyring.keys.get(keyring.currentId)!, key, name).toString('base64')
}

function unwrap(
  row: { id: string; wrapped: string; wrappedBy: string },
  { tenantId, keyring }: { tenantId: string; keyring: Keyring },
): Buffer {
  const outer = keyring.keys.get(row.wrappedBy)
  if (!outer) throw new SealError(`The key "${row.wrappedBy}" is missing in ENCRYPTION_KEYS`)
  return decrypt(outer, Buffer.from(row.wrapped, 'base64'), cellName(tenantId, 'tenant_keys.wrapped', row.id))
}

function cellName(tenantId: string, about: string, rowId: string): Buffer {
  return Buffer.from(`${tenantId}|${about}|${rowId}`, 'utf8')
}

/** nonce · ciphertext · tag */
function encrypt(key: Buffer, plain: Buffer, associated: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, sealed: Buffer, associated: Buffer): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new SealError('What was sealed is cut short')
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(associated).setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch (error) {
    throw new SealError('What was sealed was changed, or belongs somewhere else', { cause: error })
  }
}
