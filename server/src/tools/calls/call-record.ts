import type { Prisma } from '../../db/generated/client.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import type { ToolResult } from '../tool.ts'

interface CallKey {
  conversationId: string
  callId: string
}

export type OpenedCall =
  /** Nobody has run it: it is ours. */
  | { state: 'new' }
  /** It ran, and this is what it answered. */
  | { state: 'done'; result: ToolResult }
  /** Somebody began it and has not finished. */
  | { state: 'running'; startedAt: Date }

/** Claims a call for this process, by its unique key; or tells what became of it. */
export async function openCall(
  tenant: Tenant,
  call: CallKey & { name: string; argumentsJson: string; startedAt: Date },
): Promise<OpenedCall> {
  const { conversationId, callId } = call
  const { count } = await tenant.db.toolCall.createMany({
    data: [
      {
        conversationId,
        callId,
        name: call.name.slice(0, 100),
        arguments: asJson(call.argumentsJson),
        startedAt: call.startedAt,
      },
    ],
    skipDuplicates: true,
  })
  return count === 1 ? { state: 'new' } : readCall(tenant, call)
}

export async function readCall(tenant: Tenant, { conversationId, callId }: CallKey): Promise<OpenedCall> {
  const row = await tenant.db.toolCall.findFirst({ where: { conversationId, callId } })
  if (!row) throw new Error('The record of a tool call is gone')
  if (row.status === 'running' || row.result === null) return { state: 'running', startedAt: row.startedAt }
  return { state: 'done', result: row.result as ToolResult }
}

export async function closeCall(
  tenant: Tenant,
  { conversationId, callId, result, hasFailed }: CallKey & { result: ToolResult; hasFailed: boolean },
): Promise<void> {
  await tenant.db.toolCall.updateMany({
    where: { conversationId, callId },
    data: { status: hasFailed ? 'failed' : 'done', result: result as Prisma.InputJsonObject, endedAt: new Date() },
  })
}

/** The arguments for the record: as JSON where they are, else as the text they were. PostgreSQL stores no NUL. */
function asJson(text: string): Prisma.InputJsonValue {
  const kept = text.slice(0, 20_000).replaceAll('\u0000', '').replaceAll('\\u0000', '')
  try {
    return (JSON.parse(kept) as Prisma.InputJsonValue | null) ?? {}
  } catch {
    return { text: kept }
  }
}
