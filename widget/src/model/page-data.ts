import type { ClientMessage } from '@ava/protocol/widget-socket.ts'

/** Lengths of the protocol (widget-socket.ts): longer, and the server would close the socket on the visitor. */
const LIMITS = { name: 200, email: 254, phone: 32, pageUrl: 2_000, pageTitle: 300, valueName: 64, value: 500 }

/**
 * What the page around says of itself and of the visitor, cut to what the protocol
 * takes: a mistake of the page's must not cost the visitor the conversation.
 */
export class PageData {
  #claims: Record<string, string> = {}
  #values: Record<string, string> = {}

  identify(claims: unknown): void {
    Object.assign(this.#claims, texts(claims))
  }
  setContext(values: unknown): void {
    Object.assign(this.#values, texts(values))
  }

  messages(page: { url: string; title: string }): ClientMessage[] {
    const { name, email, phone } = this.#claims
    const identify: ClientMessage = {
      type: 'identify',
      name: name?.slice(0, LIMITS.name),
      email: email?.slice(0, LIMITS.email),
      phone: phone?.slice(0, LIMITS.phone),
    }
    const values = Object.fromEntries(
      Object.entries(this.#values).map(([name, value]) => [
        name.slice(0, LIMITS.valueName),
        value.slice(0, LIMITS.value),
      ]),
    )
    const context: ClientMessage = {
      type: 'context.set',
      pageUrl: page.url.slice(0, LIMITS.pageUrl),
      pageTitle: page.title.slice(0, LIMITS.pageTitle),
      values: Object.keys(values).length > 0 ? values : undefined,
    }
    return name || email || phone ? [context, identify] : [context]
  }
}

/** The fields that are text, or numbers and truths that can be read as text. */
function texts(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  const readable = Object.entries(value).filter(([, field]) => ['string', 'number', 'boolean'].includes(typeof field))
  return Object.fromEntries(readable.map(([name, field]) => [name, String(field)]))
}
