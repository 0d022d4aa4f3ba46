import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { isUnavailable } from '../../db/errors.ts'
import { readArguments } from '../arguments.ts'
import type { ToolOutcome } from '../registry.ts'
import type { Tool, ToolContext, ToolResult, ToolReturn } from '../tool.ts'
import { closeCall, openCall, readCall } from './call-record.ts'

export const unavailable: ToolResult = {
  ok: false,
  reason: 'unavailable',
  say: "I can't reach our calendar right now. May I take a message, so that the team gets back to you?",
}
const tooSlow: Record<Tool['kind'], ToolResult> = {
  read: {
    ok: false,
    reason: 'timeout',
    say: 'That is taking longer than it should. Shall I try again, or take a message?',
  },
  write: {
    ok: false,
    reason: 'timeout',
    say: "That is taking longer than it should, and I can't say yet whether it went through. Give me a moment to check.",
  },
}

const POLL_MS = 150
/** What the record of calls shows of arguments that it does not keep. */
const withheld = JSON.stringify({ withheld: 'health' })

/**
 * Runs one call of the model once. The row in the database is the claim: a second arrival of the
 * same call waits for the first and gets its answer, without its cards and effects, which
 * belong to the first. A call whose process died in the middle is run again: every write has
 * an idempotency key of its own, so that what was done is found done.
 */
export async function runCall(
  tool: Tool<unknown>,
  context: ToolContext,
  call: { argumentsJson: string },
  logger: Logger,
): Promise<ToolOutcome> {
  const key = { conversationId: context.conversation.id, callId: context.callId }
  const opened = await openCall(context.tenant, {
    ...key,
    name: tool.name,
    argumentsJson: tool.isPrivate ? withheld : call.argumentsJson,
    startedAt: context.conversation.now,
  })
  if (opened.state === 'done') return replay(opened.result)
  if (opened.state === 'running') {
    // In another process: within this one, the registry has joined the two. Past its time it has died.
    const leftMs = opened.startedAt.getTime() + tool.timeoutMs - context.conversation.now.getTime()
    const finished = await waitForOther(context, key, Math.min(leftMs, tool.timeoutMs))
    if (finished) return replay(finished)
  }

  const read = readArguments(tool, call.argumentsJson)
  const finish = async (returned: ToolReturn, hasFailed: boolean): Promise<ToolOutcome> => {
    const isPrivate = tool.isPrivate === true || returned.isPrivate === true
    await closeCall(context.tenant, { ...key, result: returned.result, hasFailed, isPrivate })
    return { result: returned.result, cards: returned.cards ?? [], effects: returned.effects ?? [] }
  }
  if (!read.ok) return finish({ result: read.result }, true)
  return runInTime(tool, context, read.args, { logger, finish })
}

function replay(result: ToolResult): ToolOutcome {
  return { result, cards: [], effects: [] }
}

async function waitForOther(
  context: ToolContext,
  key: { conversationId: string; callId: string },
  waitMs: number,
): Promise<ToolResult | null> {
  const giveUpAt = Date.now() + waitMs
  while (Date.now() < giveUpAt && !context.signal.aborted) {
    const now = await readCall(context.tenant, key)
    if (now.state === 'done') return now.result
    await delay(POLL_MS)
  }
  return null
}

async function runInTime(
  tool: Tool<unknown>,
  context: ToolContext,
  args: unknown,
  { logger, finish }: { logger: Logger; finish: (returned: ToolReturn, hasFailed: boolean) => Promise<ToolOutcome> },
): Promise<ToolOutcome> {
  const abort = new AbortController()
  const work = (async () => {
    let returned: ToolReturn
    try {
      const signal = AbortSignal.any([context.signal, abort.signal])
      returned = await tool.run({ ...context, signal }, args)
    } catch (error) {
      if (abort.signal.aborted && tool.kind === 'read') return finish({ result: tooSlow.read }, true)
      // The one place where a broken tool is logged.
      logger.error({ err: error, tool: tool.name, isDatabaseDown: isUnavailable(error) }, 'tool failed')
      // Where even that cannot be written down, the row stays open and the same call may be tried again.
      return finish({ result: unavailable }, true).catch(() => replay(unavailable))
    }
    // A read that came too late has been answered for; a write's true result replaces nothing but the wait.
    return abort.signal.aborted && tool.kind === 'read'
      ? finish({ result: tooSlow.read }, true)
      : finish(returned, false)
  })()

  const timer = new AbortController()
  const timeout = delay(tool.timeoutMs, 'timeout' as const, { signal: timer.signal }).catch(() => 'done' as const)
  try {
    const first = await Promise.race([work, timeout])
    if (typeof first !== 'string') return first
    // A write goes on and its result is stored; only its caller stops waiting.
    abort.abort()
    work.catch((error: unknown) => logger.error({ err: error, tool: tool.name }, 'the result of a late tool is lost'))
    return replay(tooSlow[tool.kind])
  } finally {
    timer.abort()
  }
}
