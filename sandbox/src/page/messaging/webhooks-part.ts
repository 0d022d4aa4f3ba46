import type { WebhookEntry, WebhookKind } from '../../messaging/webhook-log.ts'
import { clockTime } from '../clock-time.ts'
import { html, type Html } from '../html.ts'

const MOST = 20

const KINDS: Record<WebhookKind, string> = {
  sms: 'Text',
  'sms-status': 'Text’s status',
  email: 'Mail',
  'email-events': 'Mail’s events',
}

const OUTCOMES: Record<WebhookEntry['outcome'], string> = {
  pending: 'under way',
  delivered: 'taken',
  refused: 'refused',
  unanswered: 'no answer',
  dropped: 'never sent, on purpose',
  not_local: 'not sent: outside this machine',
  no_address: 'not sent: no server is known',
}

const MARKS: Record<string, string> = {
  duplicate: 'a duplicate',
  shuffle: 'shuffled',
  delay: 'late',
  forge: 'forged',
  again: 'sent again',
}

/** What the server was told, newest first; each can be told again. */
export function webhooksPart(entries: readonly WebhookEntry[], back: string): Html {
  const newest = entries.slice(-MOST).reverse()
  if (newest.length === 0) return html`<p class="empty">The server has not been told anything yet.</p>`
  return html`<div class="table-scroll" role="region" aria-label="Webhooks" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">Outcome</th>
          <th scope="col"><span class="visually-hidden">Again</span></th>
        </tr>
      </thead>
      <tbody>
        ${newest.map((entry) => row(entry, back))}
      </tbody>
    </table>
  </div>`
}

function row(entry: WebhookEntry, back: string): Html {
  const { id, at, kind, summary, url, outcome, status, attempts, error, marks } = entry
  const is = outcome === 'delivered' && error === null ? 'good' : outcome === 'pending' ? '' : 'bad'
  const details = [
    ...(status === null ? [] : [String(status)]),
    ...(attempts > 1 ? [`${attempts} tries`] : []),
    ...(error === null ? [] : [error]),
    ...marks.map((mark) => MARKS[mark] ?? mark),
  ]
  return html`<tr>
    <td><time datetime="${at}">${clockTime(at)}</time></td>
    <td>${KINDS[kind]}: ${summary || '(no words)'}<br /><small>${url === null ? '' : new URL(url).pathname}</small></td>
    <td><span class="${is}">${OUTCOMES[outcome]}</span><br /><small>${details.join(', ')}</small></td>
    <td>
      ${
        attempts === 0
          ? null
          : html`<form method="post" action="/page/messaging/again">
              <input type="hidden" name="back" value="${back}" />
              <button name="id" value="${id}" aria-label="Again: ${KINDS[kind]}, ${summary}, ${clockTime(at)}">
                Again
              </button>
            </form>`
      }
    </td>
  </tr>`
}
