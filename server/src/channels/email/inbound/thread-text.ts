import type { TenantTransaction } from '../../../db/for-tenant.ts'
import { normaliseSubject } from '../subject.ts'
import type { InboundEmail } from './inbound-email.ts'

/**
 * A mail as the transcript has it, for a person and for Ava: the subject where it is a new one (it may be all
 * that was asked), the words, and what was attached.
 */
export async function threadText(
  tx: TenantTransaction,
  { thread, mail, words }: { thread: { conversationId: string; isNew: boolean }; mail: InboundEmail; words: string },
): Promise<string> {
  const { subject, files, filesLeftOut } = mail
  const parts = [
    ...((await isNewSubject(tx, { thread, subject })) && !words.startsWith(subject) ? [subject] : []),
    ...(words === '' ? [] : [words]),
    ...(files.length === 0 ? [] : [`[Attached: ${files.map(({ name }) => name.slice(0, 80)).join(', ')}]`]),
    ...(filesLeftOut === 0 ? [] : [`[${filesLeftOut} more files were not kept]`]),
  ]
  return parts.length === 0 ? '[An email without words]' : parts.join('\n\n')
}

async function isNewSubject(
  tx: TenantTransaction,
  { thread, subject }: { thread: { conversationId: string; isNew: boolean }; subject: string },
): Promise<boolean> {
  const wanted = normaliseSubject(subject)
  if (wanted === '' || thread.isNew) return wanted !== ''
  const before = await tx.emailDetails.findMany({
    where: { message: { conversationId: thread.conversationId } },
    orderBy: { message: { position: 'desc' } },
    take: 20,
    select: { subject: true },
  })
  return !before.some((mail) => normaliseSubject(mail.subject) === wanted)
}
