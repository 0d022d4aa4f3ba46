import type { SpaVisit } from './access.ts'

/** The membership by which somebody works here: it is what owns the holds of staff. */
export async function staffIdOf({ tenant, session }: SpaVisit): Promise<string> {
  const { id } = await tenant.db.membership.findFirstOrThrow({
    where: { userId: session.user.id },
    select: { id: true },
  })
  return id
}
