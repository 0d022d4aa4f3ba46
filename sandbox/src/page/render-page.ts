import type { SandboxControl } from '../control/control.ts'
import { demoLines } from '../openai/ears/demo-caller.ts'
import { noFaults } from '../openai/realtime/faults.ts'
import { earsEditor, earsNowPart } from './ears-part.ts'
import { faultsForm, faultsNowPart } from './faults-part.ts'
import { html, type Html } from './html.ts'
import { mailboxPart } from './mailbox-part.ts'
import { phonePart } from './phone-part.ts'
import { sessionsPart } from './sessions-part.ts'
import { violationsPart } from './violations-part.ts'

/** The parts that change by themselves, by the id of their place on the page. */
export function liveParts(control: SandboxControl): Record<string, Html> {
  const outbox = control.outbox()
  const sessions = control.sessions()
  return {
    phones: phonePart(outbox),
    mailbox: mailboxPart(outbox),
    'ears-now': earsNowPart(sessions, control.waitingEars()),
    sessions: sessionsPart(sessions),
    violations: violationsPart(control.violations()),
    'faults-now': faultsNowPart(control.faults(), noFaults),
  }
}

export function renderPage(control: SandboxControl, { notice }: { notice: string | null }): Html {
  const parts = liveParts(control)
  const live = (id: string): Html => html`<div id="${id}" data-live>${parts[id] ?? html``}</div>`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Sandbox · Ava</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/page/page.css" />
        <script type="module" src="/page/page.js"></script>
      </head>
      <body>
        <header>
          <h1>Sandbox</h1>
          <p>
            These are stand-ins for OpenAI, Twilio, SendGrid and Google Calendar on this machine. Nobody outside is
            contacted: no text and no email leaves it, and no speech is recognised.
          </p>
          <p class="buttons">
            <a class="button" href="/phone">Open the phones</a>
            <a class="button" href="/mail">Open the mailboxes</a>
            <a class="button" href="/calendars">Open the calendars</a>
          </p>
          <p id="pulse" role="status">${notice ?? ''}</p>
        </header>
        <main>
          <div class="column">
            <section aria-labelledby="phones-title">
              <h2 id="phones-title">Texts “sent”</h2>
              ${live('phones')}
            </section>
            <section aria-labelledby="mailbox-title">
              <h2 id="mailbox-title">Emails “sent”</h2>
              ${live('mailbox')}
              <form method="post" action="/page/outbox/clear"><button>Empty phone and mailbox</button></form>
            </section>
          </div>
          <div class="column">
            <section aria-labelledby="ears-title">
              <h2 id="ears-title">What the sandbox’s ear hears</h2>
              <p class="help">The ear notices when somebody speaks, not what they say. The words come from here.</p>
              ${live('ears-now')} ${earsEditor(demoLines())}
            </section>
            <section aria-labelledby="sessions-title">
              <h2 id="sessions-title">Open calls</h2>
              ${live('sessions')}
            </section>
            <section aria-labelledby="violations-title">
              <h2 id="violations-title">Protocol violations</h2>
              ${live('violations')}
            </section>
          </div>
          <div class="column">
            <section aria-labelledby="faults-title">
              <h2 id="faults-title">What goes wrong</h2>
              ${live('faults-now')} ${faultsForm(control.faults())}
            </section>
          </div>
        </main>
      </body>
    </html>`
}
