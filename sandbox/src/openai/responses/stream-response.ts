import { setTimeout as wait } from 'node:timers/promises'
import type { Response } from 'express'
import type { ResponseOutputItem } from 'openai/resources/responses/responses'
import { EventStream, type StreamEvent } from './event-stream.ts'
import type { WireResponse } from './response-object.ts'
import { textOf, type OutputItem } from './write-output.ts'

export interface StreamPlan {
  started: WireResponse
  output: readonly OutputItem[]
  finished: WireResponse
  /** The delta in which the connection breaks, counted from 1; 0 for none. */
  dropAtDelta: number
  deltaMs: number
}

type Sent = { done: boolean }

/** A whole response as the API streams it: its life, then each output item from first piece to last. */
export async function streamResponse(http: Response, plan: StreamPlan): Promise<void> {
  const gone = new AbortController()
  http.once('close', () => gone.abort())
  const stream = new EventStream(http)
  const { signal } = gone
  await stream.send({ type: 'response.created', response: plan.started } as StreamEvent, signal)
  await stream.send({ type: 'response.in_progress', response: plan.started } as StreamEvent, signal)
  let deltas = 0
  for (const [index, item] of plan.output.entries()) {
    for (const event of eventsOf(item, index)) {
      if (signal.aborted) return
      if (event.type.endsWith('.delta')) {
        deltas++
        if (deltas === plan.dropAtDelta) return stream.breakOff(event)
        if (plan.deltaMs > 0) await pause(plan.deltaMs, signal)
      }
      await stream.send(event, signal)
    }
  }
  if (signal.aborted) return
  const { status } = plan.finished
  const type =
    status === 'failed' ? 'response.failed' : status === 'incomplete' ? 'response.incomplete' : 'response.completed'
  await stream.send({ type, response: plan.finished } as StreamEvent, signal)
  stream.end()
}

async function pause(ms: number, signal: AbortSignal): Promise<Sent> {
  await wait(ms, undefined, { signal }).catch(() => undefined) // The client has gone: the loop sees it.
  return { done: signal.aborted }
}

function* eventsOf(item: OutputItem, outputIndex: number): Generator<StreamEvent> {
  const place = { output_index: outputIndex, item_id: item.id ?? '' }
  if (item.type === 'function_call') {
    yield {
      type: 'response.output_item.added',
      output_index: outputIndex,
      item: { ...item, arguments: '', status: 'in_progress' },
    }
    for (const delta of pieces(item.arguments, 24))
      yield { type: 'response.function_call_arguments.delta', ...place, delta }
    yield {
      type: 'response.function_call_arguments.done',
      ...place,
      name: item.name,
      arguments: item.arguments,
    } as StreamEvent
    yield { type: 'response.output_item.done', output_index: outputIndex, item }
    return
  }
  const text = textOf(item)
  const part = { ...place, content_index: 0 }
  yield {
    type: 'response.output_item.added',
    output_index: outputIndex,
    item: { ...item, content: [], status: 'in_progress' },
  }
  yield {
    type: 'response.content_part.added',
    ...part,
    part: { type: 'output_text', text: '', annotations: [], logprobs: [] },
  }
  for (const delta of words(text)) yield { type: 'response.output_text.delta', ...part, delta, logprobs: [] }
  yield { type: 'response.output_text.done', ...part, text, logprobs: [] }
  yield {
    type: 'response.content_part.done',
    ...part,
    part: { type: 'output_text', text, annotations: [], logprobs: [] },
  }
  yield { type: 'response.output_item.done', output_index: outputIndex, item: item as ResponseOutputItem }
}

/** Text in pieces of a word or two, as tokens come. */
function words(text: string): string[] {
  return text.match(/\s*\S+(?:\s+\S{1,3}(?=\s|$))?\s*$|\s*\S+(?:\s+\S{1,3}(?=\s|$))?/g) ?? (text === '' ? [] : [text])
}

function pieces(text: string, length: number): string[] {
  const found: string[] = []
  for (let at = 0; at < text.length; at += length) found.push(text.slice(at, at + length))
  return found
}
