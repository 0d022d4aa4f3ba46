import { z } from 'zod'
import { ControlProblem } from '../messaging/control-problem.ts'
import { localAddress } from '../messaging/messaging-state.ts'
import { hasOptedOut, setOptedOut } from './opt-out.ts'
import { receiveMessage } from './receive-message.ts'
import { changeStatus } from './send-message.ts'
import { defaultTwilioData, ownNumber, type OwnNumber, type StoredMessage, type TwilioAccount } from './twilio-data.ts'
import type { TwilioState } from './twilio-state.ts'

const MOST_MEDIA_BYTES = 5 * 1024 * 1024
const Phone = z.string().regex(/^\+[1-9]\d{6,14}$/, 'A number in E.164, such as +12125550188')
const Address = z.url({ protocol: /^https?$/ })

export const NumberChange = z.strictObject({
  number: Phone,
  name: z.string().max(100).optional(),
  smsUrl: Address.nullable().optional(),
  smsFallbackUrl: Address.nullable().optional(),
  isRegistered: z.boolean().optional(),
  messagingServiceSid: z
    .string()
    .regex(/^MG[\da-f]{32}$/i)
    .nullable()
    .optional(),
  optOut: z.enum(['default', 'advanced', 'off']).optional(),
})

export const AccountChange = z.strictObject({
  accountSid: z
    .string()
    .regex(/^AC[\da-f]{32}$/i)
    .optional(),
  authToken: z.string().min(1).optional(),
  isRegistrationEnforced: z.boolean().optional(),
})

export const InboundText = z.strictObject({
  from: Phone,
  to: z.string(),
  text: z.string().max(1600).default(''),
  /** `data:` addresses, or addresses on this machine. */
  mediaUrls: z.array(z.string()).max(10).default([]),
})

export const OptOutChange = z.strictObject({ ours: z.string(), theirs: Phone, isOptedOut: z.boolean() })

export const StatusReport = z.strictObject({
  sid: z.string(),
  status: z.enum(['accepted', 'queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed']),
  errorCode: z.int().nullable().optional(),
})

/** A text as a person at either end sees it. */
export interface SeenText {
  sid: string
  at: string
  direction: 'in' | 'out'
  from: string
  to: string
  text: string
  status: string
  errorCode: number | null
  segments: number
  media: { contentType: string; url: string }[]
  /** Twilio's own answer to STOP, START or HELP. */
  isByTwilio: boolean
}

/** What tests and the page may do at the sandbox's Twilio; `/control/messages*` offers the same over HTTP. Throws ControlProblem. */
export interface TwilioControl {
  account: () => { accountSid: string; authToken: string; isRegistrationEnforced: boolean }
  setAccount: (change: z.infer<typeof AccountChange>) => void
  numbers: () => OwnNumber[]
  /** Adds a number, or changes one. */
  setNumber: (change: z.infer<typeof NumberChange>) => OwnNumber
  removeNumber: (number: string) => void
  /** Texts both ways, oldest first; with a number: those that it sent or got. */
  messages: (number?: string) => SeenText[]
  /** Somebody texts one of the numbers; `delivered` resolves when the webhook is answered or given up. */
  receive: (text: z.input<typeof InboundText>) => Promise<{ sid: string; delivered: Promise<void> }>
  optOuts: () => { ours: string; theirs: string }[]
  setOptOut: (change: z.infer<typeof OptOutChange>) => void
  hasOptedOut: (pair: { ours: string; theirs: string }) => boolean
  /** Sets a message's status and tells its callback, in any order. */
  report: (report: z.infer<typeof StatusReport>) => void
  clearMessages: () => void
  /** As it was at the start. */
  reset: () => void
}

export function twilioControl(state: TwilioState, account: TwilioAccount): TwilioControl {
  const { data } = state
  const numberOf = (number: string): OwnNumber => {
    const own = data.numbers.get(number)
    if (own) return own
    const message = `${number} is not a number of the account. POST /control/messages/numbers adds it.`
    throw new ControlProblem(404, message)
  }
  return {
    account: () => {
      const { accountSid, authToken, isRegistrationEnforced } = data
      return { accountSid, authToken, isRegistrationEnforced }
    },
    setAccount: (change) => void Object.assign(data, AccountChange.parse(change)),
    numbers: () => [...data.numbers.values()],
    setNumber(change) {
      const { number, ...rest } = NumberChange.parse(change)
      const own = { ...(data.numbers.get(number) ?? ownNumber(number, number)), ...rest }
      data.numbers.set(number, own)
      return own
    },
    removeNumber: (number) => void data.numbers.delete(number),
    messages: (number) =>
      [...data.messages.values()]
        .map(seen)
        .filter(({ from, to }) => number === undefined || from === number || to === number),
    async receive(given) {
      const { from, to, text, mediaUrls } = InboundText.parse(given)
      const own = numberOf(to)
      if (from === to) throw new ControlProblem(400, 'A number cannot text itself.')
      if (text === '' && mediaUrls.length === 0) throw new ControlProblem(400, 'A text needs words or a picture.')
      const media = await Promise.all(mediaUrls.map((address) => readMedia(state, address)))
      const { message, delivered } = receiveMessage(state, { own, from, text, media })
      return { sid: message.resource.sid, delivered }
    },
    optOuts: () =>
      [...data.optOuts].map((pair) => {
        const [ours = '', theirs = ''] = pair.split(' ')
        return { ours, theirs }
      }),
    setOptOut({ ours, theirs, isOptedOut }) {
      setOptedOut(data, numberOf(ours), theirs, isOptedOut)
    },
    hasOptedOut({ ours, theirs }) {
      const own = data.numbers.get(ours)
      return own !== undefined && hasOptedOut(data, own, theirs)
    },
    report({ sid, status, errorCode = null }) {
      const message = data.messages.get(sid)
      if (!message || message.resource.direction === 'inbound')
        throw new ControlProblem(404, `There is no outgoing message ${sid}.`)
      changeStatus(state, message, { status, errorCode })
    },
    clearMessages: () => data.messages.clear(),
    reset: () => void Object.assign(data, defaultTwilioData(account)),
  }
}

function seen({ resource, createdAt, media, isByTwilio }: StoredMessage): SeenText {
  const { sid, direction, from, to, body, status, error_code: errorCode, num_segments: segments } = resource
  return {
    sid,
    at: new Date(createdAt).toISOString(),
    direction: direction === 'inbound' ? 'in' : 'out',
    from: from ?? resource.messaging_service_sid ?? '',
    to,
    text: body,
    status,
    errorCode,
    segments: Number(segments),
    media: media.map(({ contentType, url }) => ({ contentType, url })),
    isByTwilio,
  }
}

async function readMedia(state: TwilioState, address: string): Promise<{ contentType: string; content: Buffer }> {
  const isData = address.startsWith('data:')
  const local = isData ? address : localAddress(state, address)
  if (local === null) {
    throw new ControlProblem(400, `${address.slice(0, 80)} is not on this machine: the sandbox contacts nobody.`)
  }
  // Whatever the reason, the person at the control is told that it cannot be read.
  const answer = await fetch(local, { redirect: 'error' }).catch(() => null)
  if (!answer?.ok) throw new ControlProblem(400, `Nothing can be read at ${address.slice(0, 80)}.`)
  const content = Buffer.from(await answer.arrayBuffer())
  if (content.length > MOST_MEDIA_BYTES) throw new ControlProblem(400, 'A picture has at most 5 MB.')
  const [contentType = 'application/octet-stream'] = (answer.headers.get('content-type') ?? '').split(';')
  return { contentType: contentType || 'application/octet-stream', content }
}
