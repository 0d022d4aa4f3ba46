import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { Prisma } from '../../db/generated/client.ts'
import { notifyTask } from '../../db/notify.ts'

/**
 * Asks a clinician to look at screening answers. The task says where they are and never what they
 * are. While one about the same thing is open there is no second; resolves to the open one's id.
 */
export async function raiseClinicianReview(
  tx: TenantTransaction,
  task: {
    subjectKey: string
    title: string
    conversationId: string | null
    appointmentId: string | null
    data: Prisma.InputJsonObject
  },
): Promise<string> {
  const { count } = await tx.task.createMany({
    data: [{ kind: 'clinician_review', ...task }],
    skipDuplicates: true,
  })
  const open = await tx.task.findFirstOrThrow({
    where: { kind: 'clinician_review', subjectKey: task.subjectKey, status: { not: 'done' } },
    select: { id: true },
  })
  if (count > 0) await notifyTask(tx, { taskId: open.id })
  return open.id
}

/** What a review is about before anything is booked: this service, asked for in this conversation. */
export function unbookedSubject({ conversationId, serviceId }: { conversationId: string; serviceId: string }): string {
  return `conversation:${conversationId}:${serviceId}`
}

/** The service of such a review; null when it is about something else. */
export function serviceOfReview(subjectKey: string | null): string | null {
  return /^conversation:[^:]+:([^:]+)$/.exec(subjectKey ?? '')?.[1] ?? null
}
