import { requestFor } from './request-for.ts'
import {
  CANCEL_MS,
  RETRY_AFTER_MS,
  WATCHDOG_MS,
  type Phase,
  type ResponseCommand,
  type ResponseEvent,
  type ResponseState,
  type Want,
} from './response-state.ts'

interface Step {
  state: ResponseState
  commands: ResponseCommand[]
}

const REMEMBERED_CANCELLATIONS = 200

/** One step of the queue of answers: what happened first, then whatever can be asked for next. */
export function nextResponse(before: ResponseState, event: ResponseEvent): Step {
  const { state, commands } = apply(before, event)
  const { phase, queue } = state
  if (phase.name !== 'idle') return { state, commands }
  const index = queue.findIndex((want) => mayAsk(want, event))
  const want = queue[index]
  if (!want) return { state, commands }
  const asked = ask(
    { ...state, queue: queue.filter((_, at) => at !== index) },
    { want, attempt: 1, nowMs: event.nowMs },
  )
  return { state: asked.state, commands: [...commands, ...asked.commands] }
}

function mayAsk(want: Want, event: ResponseEvent): boolean {
  return want.reason === 'line' || !event.isHeld
}

function apply(state: ResponseState, event: ResponseEvent): Step {
  switch (event.type) {
    case 'wanted':
      return { state: { ...state, queue: enqueue(state, event.want) }, commands: [] }
    case 'started':
      return started(state, event)
    case 'output':
      return sawOutput(state, event)
    case 'overlong':
      if (state.phase.name !== 'active' || state.phase.responseId !== event.responseId) return { state, commands: [] }
      return cancel(state, event)
    case 'ended':
      return ended(state, event)
    case 'refused':
      return refused(state, event)
    case 'interrupted':
      return interrupted(state, event)
    case 'cleared':
      return interrupted({ ...state, queue: [] }, event)
    case 'tick':
      return ticked(state, event)
  }
}

function enqueue({ queue, phase }: ResponseState, want: Want): Want[] {
  // An answer that has not begun will see everything that stands in the conversation by then.
  const waiting = phase.name === 'blocked' || phase.name === 'retrying' ? [phase.want, ...queue] : queue
  const isServed = isOpen(want) && waiting.some(isOpen)
  return isServed ? queue : [...queue, want]
}

/** Answered by whatever the model says next. */
function isOpen(want: Want): boolean {
  return want.reason === 'user' || want.reason === 'tools'
}

function ask(state: ResponseState, options: { want: Want; attempt: number; nowMs: number }): Step {
  const { want, attempt, nowMs } = options
  const requestId = `response-${state.requestCount + 1}`
  const phase: Phase = { name: 'requested', want, requestId, attempt, since: nowMs, isUnwanted: false }
  return {
    state: { ...state, phase, requestCount: state.requestCount + 1 },
    commands: [{ type: 'request', requestId, want, request: requestFor(want) }],
  }
}

function askAgain(state: ResponseState, again: { want: Want; attempt: number }, event: ResponseEvent): Step {
  const { want, attempt } = again
  if (mayAsk(want, event)) return ask(state, { want, attempt, nowMs: event.nowMs })
  return { state: { ...idle(state), queue: [want, ...state.queue] }, commands: [] }
}

function started(state: ResponseState, event: ResponseEvent & { type: 'started' }): Step {
  const { phase } = state
  const { responseId, nowMs } = event
  if (phase.name === 'requested' && isAnswerTo(phase.requestId, event.requestId)) {
    if (phase.isUnwanted) return cancel(state, { responseId, nowMs })
    const active: Phase = {
      name: 'active',
      want: phase.want,
      responseId,
      attempt: phase.attempt,
      since: nowMs,
      hasOutput: false,
    }
    return { state: { ...state, phase: active }, commands: [] }
  }
  // Told after its output had shown that it had begun.
  if ('responseId' in phase && phase.responseId === responseId) return { state, commands: [] }
  // An answer to a request that was given up, or to none of ours: nobody is to hear it.
  return {
    state: { ...state, cancelled: remember(state.cancelled, responseId) },
    commands: [{ type: 'cancel', responseId }],
  }
}

/** Null: the provider did not say, and only one request is outstanding. */
function isAnswerTo(requestId: string, told: string | null): boolean {
  return told === null || told === requestId
}

function sawOutput(state: ResponseState, event: ResponseEvent & { type: 'output' }): Step {
  const { phase } = state
  const { responseId, nowMs } = event
  // Its beginning was never told, or comes later.
  if (phase.name === 'requested' && !state.cancelled.has(responseId)) {
    const begun = started(state, { ...event, type: 'started', requestId: null })
    return begun.state.phase.name === 'active' ? sawOutput(begun.state, event) : begun
  }
  if (phase.name !== 'active' || phase.responseId !== responseId || phase.hasOutput) return { state, commands: [] }
  return { state: { ...state, phase: { ...phase, since: nowMs, hasOutput: true } }, commands: [] }
}

function ended(state: ResponseState, event: ResponseEvent & { type: 'ended' }): Step {
  const { phase } = state
  const { responseId, status, nowMs } = event
  switch (phase.name) {
    case 'cancelling':
      return { state: phase.responseId === responseId ? idle(state) : state, commands: [] }
    case 'blocked':
      return askAgain(state, phase, event)
    case 'requested':
      // The end of an answer whose beginning was never told. An older one that was cancelled is not meant.
      if (state.cancelled.has(responseId) || !isAnswerTo(phase.requestId, event.requestId))
        return { state, commands: [] }
      if (phase.isUnwanted) return { state: idle(state), commands: [] }
      return status === 'failed' ? tryAgain(state, { ...phase, nowMs }) : { state: idle(state), commands: [] }
    case 'active': {
      if (phase.responseId !== responseId) return { state, commands: [] }
      const { want, attempt } = phase
      if (status !== 'failed' || want === null) return { state: idle(state), commands: [] }
      return tryAgain(state, { want, attempt, nowMs })
    }
    default:
      return { state, commands: [] }
  }
}

function refused(state: ResponseState, event: ResponseEvent & { type: 'refused' }): Step {
  const { phase } = state
  if (phase.name !== 'requested' || phase.requestId !== event.requestId) return { state, commands: [] }
  const { want, attempt } = phase
  if (phase.isUnwanted) return { state: idle(state), commands: [] }
  if (event.isBusy)
    return { state: { ...state, phase: { name: 'blocked', want, attempt, since: event.nowMs } }, commands: [] }
  return tryAgain(state, { want, attempt, nowMs: event.nowMs })
}

function tryAgain(state: ResponseState, options: { want: Want; attempt: number; nowMs: number }): Step {
  const { want, attempt, nowMs } = options
  if (attempt >= 2) return { state: idle(state), commands: [{ type: 'gave_up', want }] }
  const phase: Phase = { name: 'retrying', want, attempt: attempt + 1, at: nowMs + RETRY_AFTER_MS }
  return { state: { ...state, phase }, commands: [] }
}

function interrupted(before: ResponseState, event: ResponseEvent): Step {
  // Words that fill a silence are not wanted once the person has the word.
  const state = {
    ...before,
    queue: before.queue.filter((want) => want.reason !== 'line' || want.line.kind === 'closing'),
  }
  const { phase } = state
  switch (phase.name) {
    case 'requested':
      // Cancelling what has not begun is refused; it is cancelled when it begins.
      return { state: { ...state, phase: { ...phase, isUnwanted: true } }, commands: [] }
    case 'active':
      return cancel(state, { responseId: phase.responseId, nowMs: event.nowMs })
    case 'blocked':
    case 'retrying':
      return { state: idle(state), commands: [] }
    default:
      return { state, commands: [] }
  }
}

function cancel(state: ResponseState, options: { responseId: string; nowMs: number }): Step {
  const { responseId, nowMs } = options
  const phase: Phase = { name: 'cancelling', responseId, since: nowMs }
  return {
    state: { ...state, phase, cancelled: remember(state.cancelled, responseId) },
    commands: [{ type: 'cancel', responseId }],
  }
}

function ticked(state: ResponseState, event: ResponseEvent): Step {
  const { nowMs } = event
  const { phase } = state
  switch (phase.name) {
    case 'requested':
      if (nowMs < phase.since + WATCHDOG_MS) break
      return phase.isUnwanted ? { state: idle(state), commands: [] } : tryAgain(state, { ...phase, nowMs })
    case 'blocked':
      if (nowMs < phase.since + WATCHDOG_MS) break
      return tryAgain(state, { ...phase, nowMs })
    case 'active': {
      if (phase.hasOutput || nowMs < phase.since + WATCHDOG_MS) break
      const stopped = cancel(state, { responseId: phase.responseId, nowMs })
      if (phase.want === null) return stopped
      const again = tryAgain(stopped.state, { want: phase.want, attempt: phase.attempt, nowMs })
      return { state: again.state, commands: [...stopped.commands, ...again.commands] }
    }
    case 'cancelling':
      if (nowMs >= phase.since + CANCEL_MS) return { state: idle(state), commands: [] }
      break
    case 'retrying':
      if (nowMs >= phase.at) return askAgain(state, phase, event)
  }
  return { state, commands: [] }
}

function idle(state: ResponseState): ResponseState {
  return { ...state, phase: { name: 'idle' } }
}

function remember(cancelled: ReadonlySet<string>, responseId: string): ReadonlySet<string> {
  const kept = [...cancelled].slice(-REMEMBERED_CANCELLATIONS + 1)
  return new Set([...kept, responseId])
}
