import type { Request } from 'express'
import type { Role, StoredCalendar } from '../google-data.ts'
import type { GoogleState } from '../google-state.ts'
import { findAccessToken } from '../oauth/tokens.ts'
import { ApiProblem, invalidCredentials, notFound } from './api-problem.ts'

/** In whose name a request is made, and by which app. */
export interface Caller {
  account: string
  clientId: string
  scopes: string[]
}

/** Reads the access token; throws 401 when there is none that is good. */
export function readCaller(state: GoogleState, request: Request): Caller {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (!token) {
    const message =
      'Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.'
    throw new ApiProblem(401, 'required', message, { header: 'Authorization', isViolation: true })
  }
  const found = findAccessToken(state, token)
  // One that was once good has expired or was revoked, which a client cannot always know.
  if (!found) throw invalidCredentials(!token.startsWith('ya29.'))
  return found
}

const RANK: readonly Role[] = ['freeBusyReader', 'reader', 'writer', 'owner']

/** The calendar by its id or `primary`; 404 when the account cannot see it, 403 when it may do less. */
export function calendarFor(
  { data }: GoogleState,
  caller: Caller,
  { id, role }: { id: string; role: Role },
): StoredCalendar {
  const calendar =
    id === 'primary'
      ? [...data.calendars.values()].find(({ primaryOf }) => primaryOf === caller.account)
      : data.calendars.get(id)
  const has = calendar?.roles.get(caller.account)
  if (!calendar || !has) throw notFound()
  if (RANK.indexOf(has) >= RANK.indexOf(role)) return calendar
  if (role === 'reader') throw notFound()
  throw new ApiProblem(403, 'requiredAccessLevel', `You need to have ${role} access to this calendar.`, {
    domain: 'calendar',
  })
}

/** Whom a fault may be meant for when this calendar is asked for in this account's name: both, and the calendar's owner. */
export function concerned(
  { data }: GoogleState,
  { account, calendar: id }: { account: string; calendar: string | undefined },
): string[] {
  const calendar = [...data.calendars.values()].find(
    (one) => one.id === id || (id === 'primary' && one.primaryOf === account),
  )
  const owners = [...(calendar?.roles ?? [])].filter(([, role]) => role === 'owner').map(([owner]) => owner)
  return [account, ...owners, ...(calendar ? [calendar.id] : [])]
}
