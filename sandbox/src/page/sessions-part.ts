import type { SessionSummary } from '../control/control.ts'
import { clockTime } from './clock-time.ts'
import { html, type Html } from './html.ts'

export function sessionsPart(sessions: readonly SessionSummary[]): Html {
  if (sessions.length === 0) {
    return html`<p class="empty">
      No call is open. Start one on <a href="http://127.0.0.1:3000/demo/glow">the demo site</a>.
    </p>`
  }
  return html`<table>
      <thead>
        <tr>
          <th scope="col">Session</th>
          <th scope="col">Model</th>
          <th scope="col">Since</th>
          <th scope="col">Items</th>
          <th scope="col">Ear</th>
        </tr>
      </thead>
      <tbody>
        ${sessions.map(
          (session) =>
            html`<tr>
              <td><code>${session.id.slice(0, 12)}</code></td>
              <td>${session.model}</td>
              <td><time datetime="${session.openedAt}">${clockTime(session.openedAt)}</time></td>
              <td>${session.items}</td>
              <td>${session.ear === 'demo' ? 'demonstration caller' : `script, ${session.toHear.length} to come`}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <div class="buttons">
      <form method="post" action="/page/sessions/expire"><button>End them as after 60 minutes</button></form>
      <form method="post" action="/page/sessions/drop"><button>Cut their connections</button></form>
    </div>`
}
