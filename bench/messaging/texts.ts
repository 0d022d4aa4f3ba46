import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { SANDBOX_ACCOUNT } from '../../sandbox/src/twilio/twilio-data.ts'
import { sign } from '../../sandbox/src/twilio/signature.ts'
import { spreadOf, type Spread } from '../booking/figures.ts'

export const OURS = '+12125550142'
/** So many people write, each every so often. */
const PEOPLE = 2_000
const PATH = '/webhooks/twilio/sms'

export interface SendingResult {
  perSecond: number
  /** From when a text was due to its answer, in milliseconds: a queue that builds up is seen. */
  answer: Spread
  /** Not answered with 200. */
  refused: number
}

/** Texts that come in as Twilio brings them: signed forms over connections that are kept. */
export class Texts {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 128 })
  readonly #server: { port: number; publicBaseUrl: string }
  #count = 0

  constructor(server: { port: number; publicBaseUrl: string }) {
    this.#server = server
  }

  /** One after the other. */
  async inTurn(count: number): Promise<SendingResult> {
    const startedAt = performance.now()
    const durations: number[] = []
    let refused = 0
    for (let index = 0; index < count; index++) {
      const sentAt = performance.now()
      if ((await this.#send()) !== 200) refused++
      durations.push(performance.now() - sentAt)
    }
    return { perSecond: (count * 1_000) / (performance.now() - startedAt), answer: spreadOf(durations), refused }
  }

  /** So many each second, whether or not those before have been answered. */
  async inTime({ perSecond, count }: { perSecond: number; count: number }): Promise<SendingResult> {
    const startedAt = performance.now()
    let refused = 0
    const durations = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const dueAt = startedAt + (index * 1_000) / perSecond
        await wait(Math.max(0, dueAt - performance.now()))
        if ((await this.#send()) !== 200) refused++
        return performance.now() - dueAt
      }),
    )
    return { perSecond: (count * 1_000) / (performance.now() - startedAt), answer: spreadOf(durations), refused }
  }

  close(): void {
    this.#agent.destroy()
  }

  /** Resolves with the status of the answer; 0 when there was none. */
  #send(): Promise<number> {
    const { port, publicBaseUrl } = this.#server
    const count = (this.#count += 1)
    const sid = `SM${count.toString(16).padStart(32, '0')}`
    const fields = {
      ...always,
      MessageSid: sid,
      SmsMessageSid: sid,
      SmsSid: sid,
      From: `+1646${String(5_550_000 + (count % PEOPLE)).padStart(7, '0')}`,
      Body: `${sentences[count % sentences.length]} (${count})`,
    }
    const body = new URLSearchParams(fields).toString()
    const headers = {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'content-length': Buffer.byteLength(body),
      'x-twilio-signature': sign(`${publicBaseUrl}${PATH}`, fields, SANDBOX_ACCOUNT.authToken),
    }
    return new Promise((resolve) => {
      const asked = request({ port, host: '127.0.0.1', path: PATH, method: 'POST', agent: this.#agent, headers })
      asked.on('error', () => resolve(0))
      asked.on('response', (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode ?? 0))
        response.on('error', () => resolve(0))
      })
      asked.end(body)
    })
  }
}

const always = {
  AccountSid: SANDBOX_ACCOUNT.accountSid,
  ApiVersion: '2010-04-01',
  FromCity: '',
  FromCountry: 'US',
  FromState: '',
  FromZip: '',
  NumMedia: '0',
  NumSegments: '1',
  SmsStatus: 'received',
  To: OURS,
  ToCity: '',
  ToCountry: 'US',
  ToState: '',
  ToZip: '',
}

const sentences = [
  'Hi, do you have anything free on Friday afternoon?',
  'How much is Botox with Dr. Lee these days?',
  'I parked behind the building, is that all right',
  'Could we move it to next week instead?',
  'Do I need to do anything before my facial?',
]
