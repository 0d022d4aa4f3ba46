import type { TimelineEntry } from './active-conversation.ts'

type ToolCall = Extract<TimelineEntry, { type: 'tool_call' }>

/** The same refusal with the same words as often as this, and nothing came of it in between: it leads nowhere. */
const SAME_REFUSALS = 3
/** Questions in a row that the spa's own articles do not answer. */
const UNKNOWN_ANSWERS = 2

/**
 * Why a person has to take this on, from what the tools have answered since one was last asked for; null
 * while Ava gets somewhere. For the staff to read.
 */
export function reasonToHandOver(calls: readonly ToolCall[]): string | null {
  const lastAsked = calls.findLastIndex(({ name }) => name === 'transfer_to_person')
  const since = calls.slice(lastAsked + 1)
  const last = since.at(-1)
  if (!last) return null
  const ofSameTool = since.filter(({ name }) => name === last.name).map(answerOf)
  if (last.name === 'answer_question') {
    const unknown = ofSameTool.slice(-UNKNOWN_ANSWERS)
    return unknown.length === UNKNOWN_ANSWERS && unknown.every(({ reason }) => reason === 'not_found')
      ? 'Ava could not answer what they asked.'
      : null
  }
  const newest = ofSameTool.slice(-SAME_REFUSALS)
  const [first] = newest
  if (newest.length < SAME_REFUSALS || !first || first.ok || first.say === undefined) return null
  const isSame = newest.every(({ ok, reason, say }) => !ok && reason === first.reason && say === first.say)
  return isSame ? `Ava got no further: ${last.name.replaceAll('_', ' ')} was refused ${SAME_REFUSALS} times.` : null
}

function answerOf({ output }: ToolCall): { ok: boolean; reason?: string; say?: string } {
  const { ok, reason, say } = JSON.parse(output) as Record<string, unknown>
  return {
    ok: ok === true,
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof say === 'string' ? { say } : {}),
  }
}
