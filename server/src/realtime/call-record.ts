import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Tenant } from '../db/for-tenant.ts'

export interface CallRecord {
  id: string
  conversationId: string
  startedAt: Date
  endedAt: Date
  endReason: string
  model: string
  voice: string
  turnCount: number
  interruptions: number
  latenciesMs: number[]
}

const ATTEMPTS = 6

/** Stores a call that is over, off the audio's path; tries for about a minute while the database is away. */
export async function saveCallRecord(tenant: Tenant, options: { record: CallRecord; logger: Logger }): Promise<void> {
  const { record, logger } = options
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      // The id is ours: a write that was answered too late is found, not made again.
      const stored = await tenant.db.voiceCallDetails.findFirst({ where: { id: record.id }, select: { id: true } })
      if (!stored) await tenant.db.voiceCallDetails.create({ data: record })
      return
    } catch (error) {
      if (attempt === ATTEMPTS) logger.error({ err: error, callId: record.id }, 'a call could not be stored')
      else await sleep(1_000 * 2 ** (attempt - 1))
    }
  }
}
