import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'

interface WithFiles {
  attachments: { id: string; name: string; contentType: string; size: number; sealed: string | null }[]
}

/** Messages with their files opened, as base64. */
export async function openSealed<Message extends WithFiles>(
  tx: TenantTransaction,
  { tenant, messages }: { tenant: Tenant; messages: readonly Message[] },
) {
  const opened = []
  for (const message of messages) {
    const attachments = []
    for (const { sealed, ...file } of message.attachments) {
      const about = 'message_attachments.sealed'
      const base64 = sealed === null ? null : await tenant.secrets.open(tx, { about, rowId: file.id, sealed })
      attachments.push({ ...file, base64 })
    }
    opened.push({ ...message, attachments })
  }
  return opened
}

/** Tool calls with what was sealed of their results opened. */
export async function openResults<Call extends { id: string; result: unknown }>(
  tx: TenantTransaction,
  { tenant, toolCalls }: { tenant: Tenant; toolCalls: readonly Call[] },
) {
  const opened = []
  for (const call of toolCalls) {
    const sealed =
      typeof call.result === 'object' && call.result !== null && 'sealed' in call.result && call.result.sealed
    const cell = { about: 'tool_calls.result', rowId: call.id }
    const result: unknown =
      typeof sealed === 'string' ? JSON.parse(await tenant.secrets.open(tx, { ...cell, sealed })) : call.result
    opened.push({ ...call, result })
  }
  return opened
}
