import { Agent } from 'node:http'
import { post } from './pace.ts'

export const OUR_MAIL = 'glow@inbound.example'
/** So many people write, each every so often. */
const PEOPLE = 2_000
/** What the sandbox's settings are, and so the server's where it has no others. */
const PATH = '/webhooks/sendgrid/inbound/sandbox'
const AUTHORIZATION = `Basic ${Buffer.from('sendgrid:sandbox').toString('base64')}`
const BOUNDARY = 'xYzZY'

/** Mails that come in as SendGrid's Inbound Parse brings them: every other one answers the sender's one before it. */
export class Mails {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 128 })
  readonly #port: number
  #count = 0

  constructor({ port }: { port: number }) {
    this.#port = port
  }

  close(): void {
    this.#agent.destroy()
  }

  send(): Promise<number> {
    const count = (this.#count += 1)
    const person = count % PEOPLE
    const from = `person${person}@mail.example`
    const isAnswer = count > PEOPLE
    const subject = `${isAnswer ? 'Re: ' : ''}A question of ${person}`
    const text = isAnswer
      ? `${sentences[count % sentences.length]} (${count})\n\nOn Tue, Nov 24, 2026 at 3:04 PM Glow <${OUR_MAIL}> wrote:\n> Hello,\n> we are open until five.\n`
      : `${sentences[count % sentences.length]} (${count})`
    const headers = [
      `Message-ID: ${idOf(count)}`,
      `From: Person ${person} <${from}>`,
      `To: <${OUR_MAIL}>`,
      `Subject: ${subject}`,
      ...(isAnswer ? [`In-Reply-To: ${idOf(count - PEOPLE)}`, `References: ${idOf(count - PEOPLE)}`] : []),
    ]
    const body = form({
      headers: `${headers.join('\n')}\n`,
      dkim: '{@mail.example : pass}',
      SPF: 'pass',
      to: OUR_MAIL,
      from: `Person ${person} <${from}>`,
      subject,
      text,
      html: `<div>${text.replaceAll('\n', '<br>')}</div>`,
      envelope: JSON.stringify({ to: [OUR_MAIL], from }),
      charsets: JSON.stringify({ to: 'UTF-8', from: 'UTF-8', subject: 'UTF-8', text: 'UTF-8', html: 'UTF-8' }),
      attachments: '0',
      sender_ip: '198.51.100.7',
      spam_score: '0.1',
    })
    return post({
      port: this.#port,
      path: PATH,
      agent: this.#agent,
      headers: {
        authorization: AUTHORIZATION,
        'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
        'content-length': Buffer.byteLength(body),
      },
      body,
    })
  }
}

const idOf = (count: number) => `<bench-${count}@mail.example>`

function form(fields: Record<string, string>): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return `${parts.join('')}--${BOUNDARY}--\r\n`
}

const sentences = [
  'Hello, do you have anything free on Friday afternoon?',
  'How much is Botox with Dr. Lee these days?',
  'I parked behind the building, is that all right?',
  'Could we move it to next week instead?',
]
