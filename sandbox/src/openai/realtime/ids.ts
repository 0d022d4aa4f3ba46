import { randomBytes } from 'node:crypto'

/** `item_…`, `resp_…`, `sess_…`, `call_…`: as long as the live service's. */
export function newId(prefix: 'item' | 'resp' | 'sess' | 'call' | 'conv'): string {
  return `${prefix}_${randomBytes(16).toString('base64url').replace(/[-_]/g, 'x').slice(0, 21)}`
}
