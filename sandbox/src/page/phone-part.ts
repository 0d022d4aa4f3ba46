import type { OutboxEntry } from '../control/outbox.ts'
import { html, type Html } from './html.ts'
import { clockTime } from './clock-time.ts'

/** Texts of the newest numbers, as their phones would show them. */
const MOST_THREADS = 3

export function phonePart(entries: readonly OutboxEntry[]): Html {
  const texts = entries.filter(({ kind }) => kind === 'sms')
  const numbers = [...new Set(texts.map(({ to }) => to).reverse())].slice(0, MOST_THREADS)
  if (numbers.length === 0) {
    return html`<p class="empty">No texts yet. Confirmations and codes that Ava sends by text appear here.</p>`
  }
  return html`${numbers.map((number) =>
    thread(
      number,
      texts.filter(({ to }) => to === number),
    ),
  )}`
}

function thread(number: string, texts: readonly OutboxEntry[]): Html {
  return html`<article class="phone" aria-label="Texts to ${number}">
    <h3><a href="/phone?number=${encodeURIComponent(number)}">${number}</a></h3>
    <ol>
      ${texts.slice(-6).map(
        ({ at, from, text }) =>
          html`<li>
            <p class="bubble">${text}</p>
            <small>from ${from}, <time datetime="${at}">${clockTime(at)}</time></small>
          </li>`,
      )}
    </ol>
  </article>`
}
