import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { newId } from '../../db/new-id.ts'
import { storableText } from '../../db/storable-text.ts'
import type { EmailFile } from './inbound/inbound-email.ts'

const CELL = 'message_attachments.sealed'

/** A file that waits for its message, sealed already: sealing takes long, and its message a lock. */
export interface SealedFile {
  id: string
  name: string
  contentType: string
  size: number
  sealed: string
}

export async function sealFiles(
  tx: TenantTransaction,
  { tenant, files }: { tenant: Tenant; files: readonly EmailFile[] },
): Promise<SealedFile[]> {
  const sealedFiles: SealedFile[] = []
  for (const { name, contentType, content } of files) {
    const id = newId()
    const text = content.toString('base64')
    const sealed = await tenant.secrets.seal(tx, { about: CELL, rowId: id, text })
    sealedFiles.push({
      id,
      name: safeName(name),
      contentType: safeType(contentType),
      size: content.length,
      sealed,
    })
  }
  return sealedFiles
}

export async function keepFiles(
  tx: TenantTransaction,
  { messageId, files }: { messageId: string; files: readonly SealedFile[] },
): Promise<void> {
  // One by one: several of the largest would be one statement of a hundred megabytes.
  for (const file of files) await tx.messageAttachment.create({ data: { messageId, ...file } })
}

/**
 * An attachment's bytes; null when there is none, or it is not kept here. It came from anybody: serve it as a
 * download, never as a page. Throws SealError when it does not open.
 */
export async function openAttachment(
  tenant: Tenant,
  { attachmentId }: { attachmentId: string },
): Promise<EmailFile | null> {
  return tenant.transaction(async (tx) => {
    const row = await tx.messageAttachment.findFirst({ where: { id: attachmentId } })
    if (!row?.sealed) return null
    const text = await tenant.secrets.open(tx, { about: CELL, rowId: row.id, sealed: row.sealed })
    return { name: row.name, contentType: row.contentType, content: Buffer.from(text, 'base64') }
  })
}

/** Without folders, and without characters that turn a name around or end a header. */
function safeName(name: string): string {
  const last = storableText(name).split(/[\\/]/).at(-1) ?? ''
  const bare = last.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').trim()
  return bare.replace(/^\.+/, '').slice(-200) || 'attachment'
}

function safeType(contentType: string): string {
  const type = contentType.split(';')[0]!.trim().toLowerCase()
  return /^[\w.+-]{1,60}\/[\w.+-]{1,80}$/.test(type) ? type : 'application/octet-stream'
}
