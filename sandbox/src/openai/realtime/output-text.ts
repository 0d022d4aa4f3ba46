import type { ConversationEntry } from './conversation.ts'
import { newId } from './ids.ts'
import { announceItem, finishItem } from './output-item.ts'
import type { OutputItem } from './output-item.ts'
import type { ResponseRun } from './response-run.ts'
import { textTokens } from './usage.ts'

export interface Writing {
  kind: 'text'
  text: string
}

const deltaEveryMs = 15

export function openText(run: ResponseRun, { outputIndex }: { outputIndex: number }): OutputItem {
  const entry: ConversationEntry = {
    item: {
      id: newId('item'),
      object: 'realtime.item',
      type: 'message',
      status: 'in_progress',
      role: 'assistant',
      content: [],
    },
    heard: '',
  }
  announceItem(run, { entry, outputIndex })
  const place = { response_id: run.id, item_id: entry.item.id, output_index: outputIndex, content_index: 0 }
  run.emit({ type: 'response.content_part.added', ...place, part: { type: 'text', text: '' } })
  return {
    entry,
    isGenerated: false,
    close(status) {
      const text = entry.heard!
      if (entry.item.type === 'message') entry.item.content = [{ type: 'output_text', text }]
      run.emit({ type: 'response.output_text.done', ...place, text })
      run.emit({ type: 'response.content_part.done', ...place, part: { type: 'text', text } })
      finishItem(run, { entry, outputIndex, status })
    },
  }
}

export async function streamText(
  run: ResponseRun,
  { writing, item, outputIndex }: { writing: Writing; item: OutputItem; outputIndex: number },
): Promise<void> {
  const { entry } = item
  const place = { response_id: run.id, item_id: entry.item.id, output_index: outputIndex, content_index: 0 }
  for (const delta of writing.text.match(/\s*\S+\s*/g) ?? []) {
    if (run.isOver) return
    entry.heard += delta
    run.output.text += textTokens(delta)
    run.emit({ type: 'response.output_text.delta', ...place, delta })
    if (run.reachesTokenLimit()) return
    if (!(await run.pause(deltaEveryMs))) return
  }
}
