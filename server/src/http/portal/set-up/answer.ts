import type { SetUpRemoved, SetUpSaved } from '@ava/protocol/portal/set-up.ts'
import type { Response } from 'express'
import { nothingAffected } from '../../../customers/upcoming-appointments.ts'
import type { SetUpRefusal } from '../../../tenants/set-up-change.ts'
import type { Removal } from '../../../scheduling/set-up/remove.ts'
import type { SetUpSaving } from '../../../scheduling/set-up/save-provider.ts'
import { HttpError } from '../../http-error.ts'
import type { SpaVisit } from '../access.ts'
import { notFound, rowId } from '../row-id.ts'

export const actorOf = ({ session }: SpaVisit) => `user:${session.user.id}`

/** The row of an address; null for `new`. */
export function rowOrNew(value: unknown, what: string): string | null {
  return value === 'new' ? null : rowId(value, what)
}

/** Sends what came of a change. `what`: "service". */
export function answerSaved(response: Response, saving: SetUpSaving | { ok: true; id: string }, what: string): void {
  if (!saving.ok) throw refused(saving, what)
  const saved: SetUpSaved = { id: saving.id, outside: 'outside' in saving ? saving.outside : nothingAffected }
  response.json(saved)
}

export function answerRemoved(response: Response, removal: Removal, what: string): void {
  if (!removal.ok && removal.reason !== 'in_use') throw refused(removal, what)
  const removed: SetUpRemoved = removal.ok ? { removed: true } : { removed: false, booked: removal.booked }
  response.json(removed)
}

export function refused(refusal: SetUpRefusal, what: string): HttpError {
  if (refusal.reason === 'invalid') {
    const { fields } = refusal
    return new HttpError(400, 'invalid_request', Object.values(fields).join(' '), { fields })
  }
  if (refusal.reason === 'missing') return notFound(what)
  const message = `Somebody has changed this ${what} since you opened it. What you typed is still here: open the page in another tab to compare, then load this one anew.`
  return new HttpError(409, 'stale', message)
}
