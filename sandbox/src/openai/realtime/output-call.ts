import type { ConversationEntry } from './conversation.ts'
import { newId } from './ids.ts'
import { announceItem, finishItem } from './output-item.ts'
import type { OutputItem } from './output-item.ts'
import type { ResponseRun } from './response-run.ts'
import { textTokens } from './usage.ts'

export interface Call {
  kind: 'call'
  name: string
  /** JSON, unless a test forces something else. */
  arguments: string
}

const charactersPerDelta = 12
const deltaEveryMs = 10

export function openCall(run: ResponseRun, { call, outputIndex }: { call: Call; outputIndex: number }): OutputItem {
  const callId = newId('call')
  const item = {
    id: newId('item'),
    object: 'realtime.item' as const,
    type: 'function_call' as const,
    status: 'in_progress' as const,
    name: call.name,
    call_id: callId,
    arguments: '',
  }
  const entry: ConversationEntry = { item }
  announceItem(run, { entry, outputIndex })
  return {
    entry,
    isGenerated: false,
    close(status) {
      run.emit({
        type: 'response.function_call_arguments.done',
        response_id: run.id,
        item_id: item.id,
        output_index: outputIndex,
        call_id: callId,
        name: item.name,
        arguments: item.arguments,
      })
      finishItem(run, { entry, outputIndex, status })
    },
  }
}

/** Streams the arguments; `halfWay` is asked once, in the middle, whether to go on. */
export async function streamCall(
  run: ResponseRun,
  { call, item, outputIndex, halfWay }: { call: Call; item: OutputItem; outputIndex: number; halfWay: () => boolean },
): Promise<void> {
  const { item: wire } = item.entry
  if (wire.type !== 'function_call') return
  const deltas = call.arguments.match(new RegExp(`[^]{1,${charactersPerDelta}}`, 'g')) ?? []
  for (const [index, delta] of deltas.entries()) {
    if (run.isOver) return
    if (index === deltas.length >> 1 && !halfWay()) return
    wire.arguments += delta
    run.output.text += textTokens(delta)
    run.emit({
      type: 'response.function_call_arguments.delta',
      response_id: run.id,
      item_id: wire.id,
      output_index: outputIndex,
      call_id: wire.call_id!,
      delta,
    })
    if (run.reachesTokenLimit()) return
    if (!(await run.pause(deltaEveryMs))) return
  }
}
