import type { ServerMessage } from '@ava/protocol/widget-socket.ts'
import type { Strings } from '../strings/strings.ts'
import type { CallProblem } from './call-model.ts'

/** Something the visitor should know, with what they can do about it. */
export type NoticeAction = 'retry' | 'type_instead' | 'leave_message' | 'call_spa' | 'useHere'

export interface Notice {
  text: string
  actions: readonly NoticeAction[]
  /** What "Try again" does. */
  retry?: () => void
  /** Goes away by itself when the connection is back. */
  isAboutConnection?: boolean
}

type CallEndReason = Extract<ServerMessage, { type: 'call.ended' }>['reason']

/** Why the call is over, when that needs a word; null when the conversation itself has said it. */
export function callEndedNotice(reason: CallEndReason, strings: Strings, startAgain: () => void): Notice | null {
  const { problem } = strings
  switch (reason) {
    case 'idle':
      return { text: problem.endedIdle, actions: ['retry', 'type_instead'], retry: startAgain }
    case 'limit':
      return { text: problem.endedLimit, actions: ['type_instead', 'call_spa'] }
    case 'upstream_down':
      return { text: problem.endedUpstream, actions: ['type_instead', 'leave_message', 'call_spa'] }
    case 'error':
      return { text: problem.endedError, actions: ['retry', 'type_instead'], retry: startAgain }
    case 'visitor':
    case 'ava':
    case 'handed_over':
    case 'locked':
      return null
  }
}

/** Why a call could not begin or go on. */
export function callProblemNotice(problem: CallProblem, strings: Strings, startAgain: () => void): Notice {
  // Neither the page's policy nor the browser changes by trying again.
  const mayRetry = problem !== 'microphoneBlocked' && problem !== 'voiceFailed'
  const actions: NoticeAction[] = mayRetry ? ['retry', 'type_instead'] : ['type_instead', 'call_spa']
  return { text: strings.problem[problem], actions, retry: startAgain }
}
