import { Agent } from 'node:http'
import { SANDBOX_ACCOUNT } from '../../sandbox/src/twilio/twilio-data.ts'
import { sign } from '../../sandbox/src/twilio/signature.ts'
import { post } from './pace.ts'

export const OURS = '+12125550142'
/** So many people write, each every so often. */
const PEOPLE = 2_000
const PATH = '/webhooks/twilio/sms'

/** Texts that come in as Twilio brings them: signed forms over connections that are kept. */
export class Texts {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 128 })
  readonly #server: { port: number; publicBaseUrl: string }
  #count = 0

  constructor(server: { port: number; publicBaseUrl: string }) {
    this.#server = server
  }

  close(): void {
    this.#agent.destroy()
  }

  /** Resolves with the status of the answer; 0 when there was none. */
  send(): Promise<number> {
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
    return post({ port, path: PATH, agent: this.#agent, headers, body })
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
