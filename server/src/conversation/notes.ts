import type { Tenant } from '../db/for-tenant.ts'
import { storableText } from '../db/storable-text.ts'
import { loadMember, recordAct, type PeopleDependencies } from './people.ts'

/** Longer than a page nobody reads. */
const MAX_CHARACTERS = 10_000

/** Writes something for colleagues only: no model and no customer ever gets it. Null when there is no such conversation, or nothing to write. */
export async function addNote(
  tenant: Tenant,
  { now }: Pick<PeopleDependencies, 'now'>,
  options: { conversationId: string; memberId: string; text: string },
): Promise<{ noteId: string } | null> {
  const { conversationId, memberId } = options
  const text = storableText(options.text).trim().slice(0, MAX_CHARACTERS)
  if (text === '') return null
  return tenant.transaction(async (tx) => {
    const member = await loadMember(tx, memberId)
    if ((await tx.conversation.count({ where: { id: conversationId } })) === 0) return null
    const { id: noteId } = await tx.internalNote.create({
      data: { conversationId, authorId: member.id, text, createdAt: now },
      select: { id: true },
    })
    await recordAct(tx, { conversationId, member, action: 'note.added', data: { noteId }, now, isQuiet: true })
    return { noteId }
  })
}

/** Takes a note of one's own back. False when there is none. */
export async function removeNote(
  tenant: Tenant,
  { now }: Pick<PeopleDependencies, 'now'>,
  options: { noteId: string; memberId: string },
): Promise<boolean> {
  const { noteId, memberId } = options
  return tenant.transaction(async (tx) => {
    const member = await loadMember(tx, memberId)
    const note = await tx.internalNote.findFirst({ where: { id: noteId, authorId: memberId } })
    if (!note) return false
    const { conversationId } = note
    await tx.internalNote.deleteMany({ where: { id: noteId } })
    await recordAct(tx, { conversationId, member, action: 'note.removed', data: { noteId }, now, isQuiet: true })
    return true
  })
}
