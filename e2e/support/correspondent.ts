import { expect, type Running } from './ava.ts'

interface Text {
  direction: 'in' | 'out'
  text: string
}

interface Mail {
  direction: 'in' | 'out'
  messageId: string
  references: string[]
  from: { email: string }
  replyTo: { email: string } | null
  subject: string
  text: string
}

/** An answer of Ava's waits for a moment of quiet, and for a machine that is busy. */
const PATIENCE_MS = 40_000

async function control(ava: Running, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${ava.sandboxUrl}/control/${path}`, {
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  expect(response.ok, path).toBe(true)
  return response.json()
}

/** What has come since it was last looked at, in one string, as soon as that matches. */
async function news(read: () => Promise<string[]>, seen: number, pattern: RegExp): Promise<string[]> {
  let fresh: string[] = []
  const look = async () => {
    fresh = (await read()).slice(seen)
    return fresh.join('\n')
  }
  await expect.poll(look, { timeout: PATIENCE_MS }).toMatch(pattern)
  return fresh
}

/** Somebody with a phone, who texts with a spa. */
export class Texter {
  readonly #ava: Running
  readonly #number: string
  readonly #spa: string
  #seen = 0

  constructor(ava: Running, options: { number: string; spa: string }) {
    this.#ava = ava
    this.#number = options.number
    this.#spa = options.spa
  }

  /** Waits for a text that matches, and answers with all that came with it. */
  async gets(pattern: RegExp): Promise<string> {
    const path = `messages?number=${encodeURIComponent(this.#number)}`
    const read = async () => {
      const { messages } = (await control(this.#ava, path)) as { messages: Text[] }
      return messages.filter(({ direction }) => direction === 'out').map(({ text }) => text)
    }
    const fresh = await news(read, this.#seen, pattern)
    this.#seen += fresh.length
    return fresh.join('\n')
  }

  async texts(text: string): Promise<void> {
    await control(this.#ava, 'messages/inbound', { from: this.#number, to: this.#spa, text })
  }
}

/** Somebody with a mailbox, who answers the spa's mails with a mail program that quotes. */
export class Mailer {
  readonly #ava: Running
  readonly #address: string
  #seen = 0

  constructor(ava: Running, address: string) {
    this.#ava = ava
    this.#address = address
  }

  /** Waits for a mail that matches, and answers with the text of all that came with it. */
  async gets(pattern: RegExp): Promise<string> {
    const fresh = await news(async () => (await this.#received()).map(({ text }) => text), this.#seen, pattern)
    this.#seen += fresh.length
    return fresh.join('\n')
  }

  /** Answers the newest mail. */
  async replies(words: string): Promise<void> {
    const last = (await this.#received()).at(-1)
    if (!last) throw new Error('There is no mail to answer')
    const quoted = last.text.replaceAll(/^/gm, '> ')
    await control(this.#ava, 'mail/inbound', {
      from: this.#address,
      to: (last.replyTo ?? last.from).email,
      subject: `Re: ${last.subject.replace(/^re: /i, '')}`,
      text: `${words}\n\nOn Tue, Nov 24, 2026 at 3:04 PM ${last.from.email} wrote:\n${quoted}\n`,
      headers: { 'In-Reply-To': last.messageId, References: [...last.references, last.messageId].join(' ') },
    })
  }

  async subjects(): Promise<string[]> {
    return (await this.#received()).map(({ subject }) => subject)
  }

  /** How many mails have come so far. */
  async count(): Promise<number> {
    return (await this.#received()).length
  }

  async #received(): Promise<Mail[]> {
    const { mails } = (await control(this.#ava, `mail?address=${encodeURIComponent(this.#address)}`)) as {
      mails: Mail[]
    }
    return mails.filter(({ direction }) => direction === 'out')
  }
}
