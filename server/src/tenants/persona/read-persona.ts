import type { PersonaSetUp } from '@ava/protocol/portal/persona.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { personaDiff } from './persona-diff.ts'
import { fieldsOf } from './persona-rows.ts'

/** Versions of the history that are shown. */
const HISTORY = 30

/** What is published, what is being drafted, and what was published before. */
export async function readPersona(tenant: Tenant): Promise<PersonaSetUp> {
  return tenant.transaction(readPersonaIn)
}

export async function readPersonaIn(tx: TenantTransaction): Promise<PersonaSetUp> {
  const persona = await tx.persona.findFirstOrThrow()
  const draft = await tx.personaVersion.findFirst({ where: { number: null } })
  const versions = await tx.personaVersion.findMany({
    where: { number: { not: null } },
    orderBy: { number: 'desc' },
    // One more: what the oldest that is shown has changed.
    take: HISTORY + 1,
  })
  const names = await namesOf(tx, [draft?.changedBy, ...versions.map(({ publishedBy }) => publishedBy)])
  const [newest] = versions
  const published = fieldsOf(persona)
  return {
    published: {
      number: newest?.number ?? 0,
      at: (newest?.publishedAt ?? persona.updatedAt).toISOString(),
      by: names(newest?.publishedBy),
      fields: published,
    },
    draft: draft && {
      revision: draft.revision,
      at: draft.changedAt.toISOString(),
      by: names(draft.changedBy),
      fields: fieldsOf(draft),
      changes: personaDiff(published, fieldsOf(draft)),
    },
    history: versions.slice(0, HISTORY).map((version, index) => {
      const before = versions[index + 1]
      return {
        number: version.number!,
        at: version.publishedAt!.toISOString(),
        by: names(version.publishedBy),
        restoredFrom: version.restoredFrom,
        changes: before ? personaDiff(fieldsOf(before), fieldsOf(version)) : [],
      }
    }),
    isCut: versions.length > HISTORY,
  }
}

/** Names of those who work or worked here, by how the trail calls them. */
export async function namesOf(
  tx: TenantTransaction,
  actors: readonly (string | null | undefined)[],
): Promise<(actor: string | null | undefined) => string | null> {
  const ids = [...new Set(actors.flatMap((actor) => (actor?.startsWith('user:') ? [actor.slice(5)] : [])))]
  if (ids.length === 0) return () => null
  const members = await tx.membership.findMany({
    where: { userId: { in: ids } },
    select: { userId: true, user: { select: { name: true } } },
  })
  const byActor = new Map(members.map(({ userId, user }) => [`user:${userId}`, user.name]))
  return (actor) => (actor ? (byActor.get(actor) ?? null) : null)
}
