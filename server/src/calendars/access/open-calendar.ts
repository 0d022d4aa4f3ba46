import { z } from 'zod'
import { CalendarError, type CalendarCredentials, type CalendarMirror } from '../../adapters/calendar/calendar.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { CalendarConnection } from '../../db/generated/client.ts'
import { SealError } from '../../db/sealing.ts'
import type { CalendarDependencies } from '../dependencies.ts'

const ABOUT = 'calendar_connections.sealed_tokens'

const token = { accessToken: z.string().nullable(), expiresAt: z.number().nullable() }
const Credentials = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('oauth'), refreshToken: z.string(), ...token }),
  z.object({
    kind: z.literal('service_account'),
    email: z.string(),
    privateKey: z.string(),
    keyId: z.string().nullable(),
    subject: z.string().nullable(),
    ...token,
  }),
])

export function sealCredentials(
  tx: TenantTransaction,
  tenant: Pick<Tenant, 'secrets'>,
  { connectionId, credentials }: { connectionId: string; credentials: CalendarCredentials },
): Promise<string> {
  return tenant.secrets.seal(tx, { about: ABOUT, rowId: connectionId, text: JSON.stringify(credentials) })
}

/** Throws CalendarError (`dead_token`) when there is nothing to open, or it does not open any more. */
export async function openCredentials(
  tenant: Tenant,
  connection: Pick<CalendarConnection, 'id' | 'sealedTokens'>,
): Promise<CalendarCredentials> {
  if (connection.sealedTokens === '') throw new CalendarError('dead_token', { code: 'disconnected' })
  try {
    return await tenant.transaction((tx) => unseal(tx, tenant, connection))
  } catch (error) {
    // Its key is gone or it was tampered with: connecting anew is the only way.
    if (error instanceof SealError) throw new CalendarError('dead_token', { code: 'does_not_open' })
    throw error
  }
}

/**
 * Whether what the account was opened with is still the permission that somebody gave, whatever
 * became of its access token meanwhile.
 */
export async function isPermission(
  tx: TenantTransaction,
  tenant: Pick<Tenant, 'secrets'>,
  { connection, used }: { connection: Pick<CalendarConnection, 'id' | 'sealedTokens'>; used: string },
): Promise<boolean> {
  if (connection.sealedTokens === used) return true
  if (connection.sealedTokens === '' || used === '') return false
  const now = await unseal(tx, tenant, connection)
  const then = await unseal(tx, tenant, { id: connection.id, sealedTokens: used })
  return permissionIn(now) === permissionIn(then)
}

function permissionIn(credentials: CalendarCredentials): string {
  return JSON.stringify({ ...credentials, accessToken: null, expiresAt: null })
}

async function unseal(
  tx: TenantTransaction,
  tenant: Pick<Tenant, 'secrets'>,
  { id: rowId, sealedTokens: sealed }: Pick<CalendarConnection, 'id' | 'sealedTokens'>,
): Promise<CalendarCredentials> {
  return Credentials.parse(JSON.parse(await tenant.secrets.open(tx, { about: ABOUT, rowId, sealed })))
}

/**
 * An account's calendars. A refreshed access token is sealed again, unless somebody has connected
 * anew meanwhile: theirs is not written over. Two that refresh at once both have a good token, and the later is
 * kept.
 */
export async function openConnection(
  deps: Pick<CalendarDependencies, 'calendars'>,
  { tenant, connection }: { tenant: Tenant; connection: Pick<CalendarConnection, 'id' | 'sealedTokens'> },
): Promise<CalendarMirror> {
  let sealed = connection.sealedTokens
  const credentials = await openCredentials(tenant, connection)
  return deps.calendars.open(credentials, {
    onRefreshed: async (refreshed) => {
      const { id } = connection
      await tenant.transaction(async (tx) => {
        const next = await sealCredentials(tx, tenant, { connectionId: id, credentials: refreshed })
        const { count } = await tx.calendarConnection.updateMany({
          where: { id, sealedTokens: sealed },
          data: { sealedTokens: next },
        })
        if (count === 1) sealed = next
      })
    },
  })
}
