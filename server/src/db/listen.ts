import pg from 'pg'
import { Change, changesChannel } from './notify.ts'

const firstRetryMs = 100
const slowestRetryMs = 5_000

/**
 * Hears the changes that all processes announce (`notify.ts`), on a connection
 * of its own, until `signal` aborts. Resolves when it listens for the first
 * time. A lost connection is made anew, and then `onGap` is called: changes may
 * have been missed meanwhile.
 */
export function listenForChanges(options: {
  connectionString: string
  onChange: (change: Change) => void
  onGap: () => void
  /** Why the connection was lost or could not be made; it is tried again. */
  onError: (error: Error) => void
  signal: AbortSignal
}): Promise<void> {
  const { signal, onError, onGap } = options
  let retryMs = firstRetryMs
  let hasListened = false

  return new Promise((listening) => {
    signal.addEventListener('abort', () => listening(), { once: true })
    void connect()

    async function connect(): Promise<void> {
      if (signal.aborted) return
      const client = new pg.Client({
        connectionString: options.connectionString,
        connectionTimeoutMillis: 5_000,
        keepAlive: true,
        application_name: 'ava-listen',
      })
      let isOver = false
      const over = (error?: Error) => {
        if (isOver) return
        isOver = true
        // It is broken already; what broke it is reported below.
        client.end().catch(() => undefined)
        if (signal.aborted) return
        onError(error ?? new Error('The connection that listens for changes was closed'))
        setTimeout(() => void connect(), retryMs)
        retryMs = Math.min(retryMs * 2, slowestRetryMs)
      }
      signal.addEventListener('abort', () => over(), { once: true })
      client.on('error', over)
      client.on('end', () => over())
      client.on('notification', ({ payload }) => hear(payload))
      try {
        await client.connect()
        await client.query(`listen ${changesChannel}`)
      } catch (error) {
        over(error as Error)
        return
      }
      retryMs = firstRetryMs
      if (hasListened) onGap()
      hasListened = true
      listening()
    }

    function hear(payload: string | undefined): void {
      // Another version of this program may announce what this one does not know.
      const change = Change.safeParse(parseJson(payload))
      if (change.success) options.onChange(change.data)
    }
  })
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
