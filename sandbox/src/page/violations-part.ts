import type { Violation } from '../control/violations.ts'
import { clockTime } from './clock-time.ts'
import { html, type Html } from './html.ts'

const MOST = 50

export function violationsPart(violations: readonly Violation[]): Html {
  if (violations.length === 0) return html`<p class="empty good">None. The server has kept to the protocol.</p>`
  return html`<p class="bad">
      ${violations.length} so far. Each is something that the provider refuses, or that has no effect there.
    </p>
    <table>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">Event</th>
          <th scope="col">Message</th>
        </tr>
      </thead>
      <tbody>
        ${violations
          .slice(-MOST)
          .reverse()
          .map(
            ({ at, kind, event, message }) =>
              html`<tr>
                <td><time datetime="${at}">${clockTime(at)}</time></td>
                <td><code>${kind}</code></td>
                <td>${event ?? ''}</td>
                <td>${message}</td>
              </tr>`,
          )}
      </tbody>
    </table>
    <form method="post" action="/page/violations/clear"><button>Clear the list</button></form>`
}
