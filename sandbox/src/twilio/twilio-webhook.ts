import { randomUUID } from 'node:crypto'
import { isSuccess, type Delivery, type WebhookAnswer } from '../messaging/deliver-webhook.ts'
import { sign } from './signature.ts'

/** Twilio waits this long for an answer. */
const READ_TIMEOUT_MS = 15_000
const MOST_TRIES = 5

/** What an address says of itself after its `#`: Twilio's connection overrides. */
interface Overrides {
  /** How many times more. */
  tries: number
  /** Which failures are worth another try: no connection, no answer in time, 4xx, 5xx. */
  policy: Set<string>
  readTimeoutMs: number
}

function overridesOf(url: string): Overrides {
  const given = new URLSearchParams(new URL(url).hash.slice(1))
  const number = (name: string, otherwise: number): number => {
    const value = Number(given.get(name) ?? otherwise)
    return Number.isFinite(value) && value >= 0 ? value : otherwise
  }
  return {
    tries: Math.min(number('rc', 1), MOST_TRIES),
    policy: new Set((given.get('rp') ?? 'ct').split(',')),
    readTimeoutMs: Math.min(number('rt', READ_TIMEOUT_MS), READ_TIMEOUT_MS),
  }
}

/** Posts a signed form, again as the address allows: once more when nobody is there, unless it says otherwise. */
export async function carryOutForm(
  delivery: Delivery,
  { url, params, authToken }: { url: string; params: Record<string, string>; authToken: string },
): Promise<WebhookAnswer> {
  const { tries, policy, readTimeoutMs } = overridesOf(url)
  const [address = url] = url.split('#')
  const request = {
    url: address,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
      // The same for every try.
      'i-twilio-idempotency-token': randomUUID(),
      'x-twilio-signature': sign(address, params, delivery.isForged ? `not ${authToken}` : authToken),
    },
    body: Buffer.from(new URLSearchParams(params).toString()),
  }
  for (let tried = 0; ; tried++) {
    const answer = await delivery.post(request, { timeoutMs: readTimeoutMs })
    if (tried >= tries || !isWorthAnother(answer, policy)) {
      delivery.entry.error = problemOf(answer)
      return answer
    }
  }
}

function isWorthAnother(answer: WebhookAnswer, policy: Set<string>): boolean {
  if (answer.kind === 'not_local') return false
  if (policy.has('all')) return answer.kind === 'silence' || !isSuccess(answer.status)
  if (answer.kind === 'silence') return policy.has(answer.isTimeout ? 'rt' : 'ct')
  return policy.has(`${Math.floor(answer.status / 100)}xx`)
}

/** The error that the console would show. */
function problemOf(answer: WebhookAnswer): string | null {
  if (answer.kind === 'answer') return isSuccess(answer.status) ? null : '11200 HTTP retrieval failure'
  if (answer.kind === 'not_local') return null
  return answer.isTimeout ? '11205 HTTP connection failure: no answer in time' : '11205 HTTP connection failure'
}
