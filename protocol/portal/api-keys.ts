/** `/api/portal/api-keys`: what programs of the spa's prove themselves with. */
import { z } from 'zod'
import { words } from './set-up.ts'

export const apiScopes = ['services:read', 'openings:read', 'appointments:read', 'conversations:read'] as const
export const ApiScope = z.enum(apiScopes, 'Choose from the list.')
export type ApiScope = z.infer<typeof ApiScope>

export const ApiKeyRequest = z.object({
  name: words(60, 'Give the key a name, so that you know it later.'),
  scopes: z
    .array(ApiScope)
    .min(1, 'Choose what the key may read.')
    .max(apiScopes.length)
    .transform((scopes) => [...new Set(scopes)]),
})
export type ApiKeyRequest = z.infer<typeof ApiKeyRequest>

export const ApiKeyRow = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(ApiScope),
  /** Its last characters. */
  hint: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
})
export const ApiKeyList = z.object({ keys: z.array(ApiKeyRow), baseUrl: z.string() })
export type ApiKeyList = z.infer<typeof ApiKeyList>
/** The key itself: said once, and kept by nobody. */
export const ApiKeyMade = z.object({ id: z.string(), key: z.string() })
export type ApiKeyMade = z.infer<typeof ApiKeyMade>
