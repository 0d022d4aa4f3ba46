import type { ServiceDraft } from '@ava/protocol/portal/set-up-services.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'

/**
 * What to mind after a service is an article of its own, so that Ava answers from it as from any
 * other, word for word as it was approved. None takes the article away.
 */
export async function saveAftercare(
  tx: TenantTransaction,
  service: { serviceId: string; name: string; aliases: readonly string[]; aftercare: ServiceDraft['aftercare'] },
): Promise<void> {
  const { serviceId, name, aliases, aftercare } = service
  const before = await tx.knowledgeArticle.findFirst({ where: { serviceId }, select: { id: true, title: true } })
  if (aftercare === null) {
    if (before) await tx.knowledgeArticle.deleteMany({ where: { id: before.id } })
    return
  }
  const tags = [...new Set(['aftercare', 'after', name, ...aliases])].slice(0, 20)
  const words = { body: aftercare.text, approvedBy: aftercare.approvedBy, tags }
  const title = await freeTitle(tx, { name, ownId: before?.id })
  if (before) await tx.knowledgeArticle.updateMany({ where: { id: before.id }, data: { title, ...words } })
  else await tx.knowledgeArticle.create({ data: { serviceId, title, ...words } })
}

/** Titles are told apart: another article may be called that already. */
async function freeTitle(
  tx: TenantTransaction,
  { name, ownId }: { name: string; ownId: string | undefined },
): Promise<string> {
  for (let number = 1; ; number++) {
    const title = `After your ${name} visit${number === 1 ? '' : ` (${number})`}`
    const other = await tx.knowledgeArticle.findFirst({ where: { title }, select: { id: true } })
    if (!other || other.id === ownId) return title
  }
}
