import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { defaultGoogleData } from './default-data.ts'
import type { GoogleData } from './google-data.ts'

/** Grows when the shape of GoogleData changes: what an earlier sandbox kept is then left behind. */
const VERSION = 1
const PAUSE_MS = 200

/** What was kept in `file`, or the beginning when there is no file that this sandbox can read. */
export function readGoogleData(file: string | null, now: number): GoogleData {
  const kept = file === null ? null : readKept(file)
  if (kept?.version !== VERSION) return defaultGoogleData(now)
  return { ...kept.data, accessTokens: alive(kept.data.accessTokens, now), codes: alive(kept.data.codes, now) }
}

/**
 * Keeps the data in `file`, a moment after each change: so that an app that was given
 * access still has it, and its events stand, when the sandbox is started again.
 */
export function keepGoogleData(data: GoogleData, file: string | null): { changed: () => void; flush: () => void } {
  let timer: NodeJS.Timeout | undefined
  const write = (): void => {
    timer = undefined
    if (file === null) return
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, serialize({ version: VERSION, data }))
    renameSync(`${file}.new`, file)
  }
  return {
    changed: () => void (timer ??= file === null ? undefined : setTimeout(write, PAUSE_MS).unref()),
    flush() {
      if (timer === undefined) return
      clearTimeout(timer)
      write()
    },
  }
}

function readKept(file: string): { version: number; data: GoogleData } | null {
  try {
    return deserialize(readFileSync(file)) as { version: number; data: GoogleData }
  } catch {
    // No file yet, or one that was written by another Node: the sandbox begins anew.
    return null
  }
}

function alive<T extends { expiresAt: number }>(map: Map<string, T>, now: number): Map<string, T> {
  return new Map([...map].filter(([, { expiresAt }]) => expiresAt > now))
}
