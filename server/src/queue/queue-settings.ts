import type { QueueOptions } from 'pg-boss'
import type { JobName, JobPayload } from './jobs.ts'

/** Jobs that failed for good wait here for a person. */
export const DEAD_LETTER_QUEUE = 'dead-letter'

interface QueueSettings extends QueueOptions {
  deadLetter: string
  notify: boolean
  policy: 'standard' | 'short'
}

const common = {
  deadLetter: DEAD_LETTER_QUEUE,
  notify: true,
  retryBackoff: true,
  deleteAfterSeconds: 7 * 86_400,
  // One waiting job per subject: asked for twice, done once.
  policy: 'short' as const,
}

/** Their process says every ten seconds that it still lives: who is killed leaves the job to others at once. */
const alive = { heartbeatSeconds: 20 }

/** How often and how long each job is tried. Delays double: 5 s six times over is about five minutes. */
export const queueSettings: Record<JobName, QueueSettings> = {
  // Somebody waits for a code: begin fast, give up while it still means something.
  'deliver-message': {
    ...common,
    ...alive,
    retryLimit: 6,
    retryDelay: 5,
    retryDelayMax: 120,
    expireInSeconds: 60,
  },
  // A hold that is prolonged gets a second, later job.
  'expire-hold': {
    ...common,
    policy: 'standard',
    retryLimit: 10,
    retryDelay: 5,
    retryDelayMax: 300,
    expireInSeconds: 60,
  },
  'use-policy': { ...common, retryLimit: 20, retryDelay: 30, retryDelayMax: 900, expireInSeconds: 60 },
  'match-waitlist': { ...common, retryLimit: 10, retryDelay: 5, retryDelayMax: 300, expireInSeconds: 60 },
  'expire-waitlist-offer': { ...common, retryLimit: 10, retryDelay: 5, retryDelayMax: 300, expireInSeconds: 60 },
  'expire-waitlist-entry': { ...common, retryLimit: 10, retryDelay: 30, retryDelayMax: 600, expireInSeconds: 60 },
  // An outside calendar may be away for hours; what it lacks then is found by the drift report too.
  'mirror-appointment': {
    ...common,
    ...alive,
    retryLimit: 20,
    retryDelay: 5,
    retryDelayMax: 900,
    expireInSeconds: 60,
  },
  'sync-calendar': { ...common, ...alive, retryLimit: 10, retryDelay: 10, retryDelayMax: 600, expireInSeconds: 120 },
  'renew-calendar-channel': { ...common, retryLimit: 10, retryDelay: 30, retryDelayMax: 1_800, expireInSeconds: 60 },
  'retry-calendar-connection': { ...common, retryLimit: 10, retryDelay: 30, retryDelayMax: 1_800, expireInSeconds: 60 },
  // A reply takes a model call or several; the handler itself tells the person when it gives up.
  'answer-messages': { ...common, ...alive, retryLimit: 3, retryDelay: 5, retryDelayMax: 60, expireInSeconds: 180 },
  'send-reminder': { ...common, retryLimit: 10, retryDelay: 30, retryDelayMax: 900, expireInSeconds: 60 },
  'ask-satisfaction': { ...common, retryLimit: 5, retryDelay: 30, retryDelayMax: 600, expireInSeconds: 60 },
  'wake-conversation': { ...common, retryLimit: 10, retryDelay: 30, retryDelayMax: 600, expireInSeconds: 60 },
  'end-idle-conversation': { ...common, retryLimit: 10, retryDelay: 30, retryDelayMax: 600, expireInSeconds: 60 },
  // A link that opens something lives for an hour: later than that a mail would be of no use.
  'send-account-mail': {
    ...common,
    ...alive,
    policy: 'standard',
    retryLimit: 8,
    retryDelay: 5,
    retryDelayMax: 600,
    expireInSeconds: 60,
  },
  // Their server may be away for a day or two: 10 s doubling up to six hours.
  'deliver-webhook': {
    ...common,
    ...alive,
    retryLimit: 18,
    retryDelay: 10,
    retryDelayMax: 21_600,
    expireInSeconds: 60,
  },
  'summarise-conversation': { ...common, retryLimit: 5, retryDelay: 30, retryDelayMax: 3_600, expireInSeconds: 180 },
}

/** What a job is about: equal keys are the same work. */
export function singletonKeyOf<N extends JobName>(name: N, payload: JobPayload<N>): string | undefined {
  // Each is asked for by somebody who waits for it.
  if (name === 'send-account-mail') return undefined
  const { tenantId, ...subject } = payload
  return [tenantId, ...Object.values(subject)].join(':')
}
