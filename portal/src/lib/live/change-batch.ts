import type { StreamEvent } from '@ava/protocol/portal-stream.ts'
import { noChanges, withEvent, type Changes } from './changes.ts'

/**
 * Gathers events for `waitMs` and hands them on together, one refresh at a time: a call brings several
 * events a second, and each would be a question to the server. The wait starts with the first event and
 * is not renewed, so a busy conversation is never starved.
 */
export function createChangeBatch({
  waitMs,
  refresh,
}: {
  waitMs: number
  refresh: (changes: Changes) => Promise<void>
}) {
  let gathered = noChanges
  let timer: ReturnType<typeof setTimeout> | undefined
  let isRefreshing = false

  async function flush() {
    timer = undefined
    const changes = gathered
    gathered = noChanges
    isRefreshing = true
    try {
      await refresh(changes)
    } finally {
      isRefreshing = false
      if (gathered !== noChanges) timer = setTimeout(flush, waitMs)
    }
  }

  return {
    add(event: StreamEvent) {
      gathered = withEvent(gathered, event)
      if (timer === undefined && !isRefreshing) timer = setTimeout(flush, waitMs)
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
      gathered = noChanges
    },
  }
}
