import type { Prisma } from '../../db/generated/client.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import { storableJson, storableText } from '../../db/storable-text.ts'
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
  return { state: 'done', result: await openResult(tenant, { id: row.id, result: row.result as ToolResult }) }
}

export async function closeCall(
  tenant: Tenant,
  call: CallKey & { result: ToolResult; hasFailed: boolean; isPrivate: boolean },
): Promise<void> {
  const { conversationId, callId, result } = call
  const data = { status: call.hasFailed ? ('failed' as const) : ('done' as const), endedAt: new Date() }
  const where = { conversationId, callId }
  if (!call.isPrivate) {
    await tenant.db.toolCall.updateMany({ where, data: { ...data, result: result as Prisma.InputJsonObject } })
    return
  }
  await tenant.transaction(async (tx) => {
    const row = await tx.toolCall.findFirstOrThrow({ where, select: { id: true } })
    const sealed = await tenant.secrets.seal(tx, { about, rowId: row.id, text: JSON.stringify(result) })
    await tx.toolCall.updateMany({ where, data: { ...data, result: { ...inClear(result), sealed } } })
  })
}

const about = 'tool_calls.result'

/** What may stand in clear of a sealed result: that and why it did not go through. */
function inClear({ ok, reason }: ToolResult): { ok: boolean; reason?: string } {
  return reason === undefined ? { ok } : { ok, reason }
}

async function openResult(tenant: Tenant, { id, result }: { id: string; result: ToolResult }): Promise<ToolResult> {
  const { sealed } = result
  if (typeof sealed !== 'string') return result
  const text = await tenant.transaction((tx) => tenant.secrets.open(tx, { about, rowId: id, sealed }))
  return JSON.parse(text) as ToolResult
}

/** A stored result as a model sees it when the conversation is taken up again. What was said about health stands in the transcript. */
export function resultForModel(result: unknown): unknown {
  if (typeof result !== 'object' || result === null || !('sealed' in result)) return result ?? {}
  return inClear(result as unknown as ToolResult)
}

/** The arguments for the record: as JSON where they are, else as the text they were. */
function asJson(text: string): Prisma.InputJsonValue {
  const kept = text.slice(0, 20_000)
  try {
    return (storableJson(JSON.parse(kept)) as Prisma.InputJsonValue | null) ?? {}
  } catch {
    return { text: storableText(kept) }
  }
}
