import type { PushEntry } from '../../google/calendar/push-log.ts'
import type { GoogleControl } from '../../google/google-control.ts'
import { clockTime } from '../clock-time.ts'
import { html, type Html } from '../html.ts'

const MOST = 15

const OUTCOMES: Record<PushEntry['outcome'], string> = {
  pending: 'under way',
  delivered: 'delivered',
  refused: 'refused',
  unanswered: 'no answer',
  lost: 'lost on purpose',
  not_local: 'not sent: outside this machine',
}

/** What push channels were told, newest first. */
export function pushesPart(google: GoogleControl, calendar: string): Html {
  const channels = google.channels().filter((channel) => channel.calendar === calendar)
  const pushes = google
    .pushes()
    .filter((push) => push.calendar === calendar)
    .slice(-MOST)
    .reverse()
  return html`${
    channels.length === 0
      ? html`<p class="empty">Nobody watches this calendar.</p>`
      : html`<ul>
          ${channels.map(
            ({ id, address, expiresAt }) =>
              html`<li class="channel">
                <code>${id}</code> → ${address}, until <time datetime="${expiresAt}">${dateTime(expiresAt)}</time>
              </li>`,
          )}
        </ul>`
  }
  ${pushes.length === 0 ? null : table(pushes)}`
}

function table(pushes: readonly PushEntry[]): Html {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">When</th>
        <th scope="col">State</th>
        <th scope="col">No.</th>
        <th scope="col">Outcome</th>
      </tr>
    </thead>
    <tbody>
      ${pushes.map(
        ({ at, state, messageNumber, outcome, status, attempts }) =>
          html`<tr>
            <td><time datetime="${at}">${clockTime(at)}</time></td>
            <td>${state}</td>
            <td>${messageNumber}</td>
            <td>
              ${OUTCOMES[outcome]}${status === null ? '' : ` (${status})`}${attempts > 1 ? `, ${attempts} tries` : ''}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function dateTime(at: string): string {
  return `${at.slice(0, 10)} ${clockTime(at)}`
}
