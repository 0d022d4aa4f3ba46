import type { Me, SpaMembership } from '@ava/protocol/portal/me.ts'
import { Me as MeSchema } from '@ava/protocol/portal/me.ts'
import type { Cookies } from '@sveltejs/kit'
import { redirect } from '@sveltejs/kit'
import { callApi, type Caller } from './api.ts'

export const spaCookie = 'ava_spa'

export interface Session {
  me: Me
  /** The spa being looked at; null for somebody who belongs to none yet. */
  spa: SpaMembership | null
}

type SessionCaller = Caller & { cookies: Cookies }

/** Who is signed in and which spa they look at, asked once per request. Sends to sign-in when nobody is. */
export function currentSession(caller: SessionCaller): Promise<Session> {
  return (caller.locals.session ??= loadSession(caller))
}

async function loadSession(caller: SessionCaller): Promise<Session> {
  const me = await callApi(caller, { path: 'me', schema: MeSchema })
  return { me, spa: chosenSpa(me.spas, caller.cookies.get(spaCookie)) }
}

/** The spa a cookie names, if this person belongs to it; otherwise their first. */
export function chosenSpa(spas: SpaMembership[], tenantId: string | undefined): SpaMembership | null {
  return spas.find((spa) => spa.tenantId === tenantId) ?? spas[0] ?? null
}

/** For pages that show one spa's data. Sends somebody who has none to where they make one. */
export async function currentSpa(caller: SessionCaller): Promise<SpaMembership> {
  const { spa } = await currentSession(caller)
  // Signed up and not invited anywhere: they have come to make one.
  if (spa === null) redirect(303, '/new-spa')
  return spa
}
