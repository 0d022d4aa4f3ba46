import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** A `<Message>` of an answer. */
export interface TwimlMessage {
  body: string
  media: string[]
  to: string | null
  from: string | null
  statusCallback: string | null
}

export type Twiml = { ok: true; messages: TwimlMessage[] } | { ok: false; error: string }

const NOTHING: Twiml = { ok: true, messages: [] }
const TEXT = '#text'
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  preserveOrder: false,
  parseTagValue: false,
  htmlEntities: true,
  trimValues: false,
  isArray: (name) => name !== 'Response' && !name.startsWith('@') && name !== TEXT,
})

/** Reads the answer to an incoming text: TwiML, or plain words, which are texted back. */
export function readTwiml({ contentType, text }: { contentType: string; text: string }): Twiml {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (text.trim() === '') return NOTHING
  if (type === 'text/plain') return { ok: true, messages: [{ ...EMPTY, body: text }] }
  if (!['text/xml', 'application/xml', 'text/html'].includes(type)) {
    return { ok: false, error: '12300 Invalid Content-Type' }
  }
  if (XMLValidator.validate(text) !== true) return { ok: false, error: '12100 Document parse failure' }
  const { Response: response } = parser.parse(text) as { Response?: unknown }
  if (response === undefined) return { ok: false, error: '12102 Root element has to be Response' }
  if (typeof response !== 'object' || response === null) return NOTHING
  const { Message: messages = [], Sms: old = [] } = response as { Message?: unknown[]; Sms?: unknown[] }
  const read = [...messages, ...old].map(readMessage)
  const isEmpty = read.some(({ body, media }) => body === '' && media.length === 0)
  return isEmpty ? { ok: false, error: '14103 Invalid Body: a message without words' } : { ok: true, messages: read }
}

const EMPTY: TwimlMessage = { body: '', media: [], to: null, from: null, statusCallback: null }

function readMessage(element: unknown): TwimlMessage {
  if (typeof element === 'string') return { ...EMPTY, body: element.trim() }
  const { Body: bodies = [], Media: media = [], ...rest } = element as Record<string, unknown[]>
  const attribute = (name: string): string | null => {
    const value: unknown = rest[`@${name}`]
    return typeof value === 'string' ? value : null
  }
  const own: unknown = rest[TEXT]
  const words = bodies.length > 0 ? bodies.map(wordsOf).join('') : typeof own === 'string' ? own.trim() : ''
  return {
    body: words,
    media: media.map(wordsOf).map((url) => url.trim()),
    to: attribute('to'),
    from: attribute('from'),
    statusCallback: attribute('statusCallback') ?? attribute('action'),
  }
}

function wordsOf(element: unknown): string {
  if (typeof element === 'string') return element
  const words = (element as Record<string, unknown> | null)?.[TEXT]
  return typeof words === 'string' ? words : ''
}
