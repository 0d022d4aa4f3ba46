import type { OutboxEntry } from '../control/outbox.ts'
import { clockTime } from './clock-time.ts'
import { html, type Html } from './html.ts'

const MOST = 20

export function mailboxPart(entries: readonly OutboxEntry[]): Html {
  const mails = entries
    .filter(({ kind }) => kind === 'email')
    .slice(-MOST)
    .reverse()
  if (mails.length === 0) return html`<p class="empty">No emails yet. What Ava sends by email appears here.</p>`
  return html`<ol class="mailbox">
    ${mails.map(
      (mail) =>
        html`<li>
          <details id="mail-${mail.id}-${mail.to}">
            <summary>
              <strong>${mail.subject || '(no subject)'}</strong>
              <span>to ${mail.to}</span>
              <time datetime="${mail.at}">${clockTime(mail.at)}</time>
            </summary>
            <p class="from">
              from ${mail.from}. <a href="/mail?address=${encodeURIComponent(bare(mail.to))}">Open the mailbox</a>
            </p>
            <pre>${mail.text || '(HTML only)'}</pre>
          </details>
        </li>`,
    )}
  </ol>`
}

/** The address without the name. */
function bare(to: string): string {
  return /<([^>]+)>/.exec(to)?.[1] ?? to
}
