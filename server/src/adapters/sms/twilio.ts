import twilio from 'twilio'
import { SmsRefusedError, type SmsSender } from './sms.ts'
import { statusAddress } from './status-address.ts'

const TIMEOUT_MS = 10_000
/** Their clock and ours need not agree to the second. */
const CLOCK_SLACK_MS = 60_000
const MOST_LOOKED_AT = 100
const NOT_SENT: readonly string[] = ['failed', 'undelivered', 'canceled']

export function createTwilioSms(settings: {
  accountSid: string
  authToken: string
  from: string
  /** Null: Twilio's own address. */
  baseUrl: string | null
  /** Where Twilio tells what became of a message, as it is known outside; null: where it cannot reach. */
  statusUrl: string | null
}): SmsSender {
  const { baseUrl } = settings
  const client = twilio(settings.accountSid, settings.authToken, {
    httpClient: baseUrl === null ? new twilio.RequestClient() : new RedirectedClient(baseUrl),
    timeout: TIMEOUT_MS,
  })
  return {
    async send({ to, from, text, reference }) {
      try {
        const message = await client.messages.create({
          to,
          from: from ?? settings.from,
          body: text,
          ...(settings.statusUrl && reference ? { statusCallback: statusAddress(settings.statusUrl, reference) } : {}),
        })
        return { providerId: message.sid }
      } catch (error) {
        throw asRefusal(error) ?? error
      }
    },
    async findSent({ to, from, text, since }) {
      // Newest first, and not asked for by when they were sent: what still waits at Twilio has no such moment.
      const messages = await client.messages.list({ to, from: from ?? settings.from, limit: MOST_LOOKED_AT })
      const earliest = since.getTime() - CLOCK_SLACK_MS
      const sent = messages.find(
        ({ body, status, dateCreated }) =>
          body === text && dateCreated.getTime() >= earliest && !NOT_SENT.includes(status),
      )
      return sent ? { providerId: sent.sid } : null
    },
  }
}

/** The SDK has no base URL: its requests are sent elsewhere where they leave it. */
class RedirectedClient extends twilio.RequestClient {
  readonly #baseUrl: string

  constructor(baseUrl: string) {
    super()
    this.#baseUrl = baseUrl
  }

  override request<T>(options: Parameters<twilio.RequestClient['request']>[0]) {
    const { pathname, search } = new URL(options.uri)
    return super.request<T>({ ...(options as object), uri: `${this.#baseUrl}${pathname}${search}` } as never)
  }
}

/** A 4xx other than "too many" and "wrong key" is about this message, and stays. */
function asRefusal(error: unknown): SmsRefusedError | null {
  if (!(error instanceof twilio.RestException)) return null
  const isAboutMessage = error.status >= 400 && error.status < 500 && ![401, 403, 408, 429].includes(error.status)
  return isAboutMessage ? new SmsRefusedError(String(error.code ?? error.status)) : null
}
