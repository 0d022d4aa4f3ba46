import type { SandboxControl } from '../../control/control.ts'
import { html, type Html } from '../html.ts'
import { messagingFaultsForm, messagingFaultsNow } from '../messaging/messaging-faults-part.ts'
import { webhooksPart } from '../messaging/webhooks-part.ts'
import { quoted, replySubject, replyTo } from './reply.ts'
import { mailAddress, type ShownMailbox } from './shown-mailbox.ts'
import { threadListPart, threadPart } from './thread-part.ts'

const CHARSETS = ['UTF-8', 'ISO-8859-1', 'windows-1252', 'ISO-8859-15', 'UTF-16', 'Shift_JIS', 'GB18030', 'KOI8-R']

/** The parts that change by themselves, by the id of their place on the page. */
export function mailParts(control: SandboxControl, shown: ShownMailbox): Record<string, Html> {
  const { address } = shown
  const back = backOf(shown)
  return {
    'mail-list': listPart(shown),
    threads: threadListPart(shown),
    thread: threadPart(shown),
    webhooks: webhooksPart(
      control.webhooks.all().filter(({ whom }) => whom.some((one) => one.toLowerCase() === address)),
      back,
    ),
    'messaging-faults': messagingFaultsNow(control.faults().messagingFaults, { provider: 'sendgrid', back }),
    access: accessPart(control, shown),
  }
}

function backOf({ address, thread }: ShownMailbox): string {
  return mailAddress({ address, thread: thread?.id ?? 'new' })
}

export function mailPage(control: SandboxControl, shown: ShownMailbox, { notice }: { notice: string | null }): Html {
  const parts = mailParts(control, shown)
  const part = (id: string): Html => html`<div id="${id}" data-live>${parts[id] ?? html``}</div>`
  const { address, thread } = shown
  const back = backOf(shown)
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${address} · Mail · Sandbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/page/page.css" />
        <link rel="stylesheet" href="/page/messaging.css" />
        <script type="module" src="/page/mail.js"></script>
      </head>
      <body class="messaging mailboxes">
        <header>
          <p><a href="/">Sandbox</a> · <a href="/phone">Phones</a></p>
          <h1>Mailboxes</h1>
          <p>
            A mailbox for every address that writes to a spa. Answer as the customer would; no mail leaves this machine.
          </p>
          <p id="pulse" role="status">${notice ?? ''}</p>
        </header>
        <div class="beside">
          <nav class="list" aria-label="Mailboxes">
            <form method="get" action="/mail" class="other">
              <label for="address">Another mailbox</label>
              <div class="row">
                <input id="address" name="address" type="email" placeholder="ana@mail.example" required />
                <button>Open</button>
              </div>
            </form>
            ${part('mail-list')}
          </nav>
          <main>
            <section aria-labelledby="threads-title">
              <h2 id="threads-title">Mails of ${address}</h2>
              ${part('threads')}
              <p><a class="button" href="${mailAddress({ address, thread: 'new' })}">Write a mail</a></p>
            </section>
            <section aria-labelledby="thread-title" class="open-thread">
              <h2 id="thread-title">${thread ? 'The thread' : 'A new mail'}</h2>
              ${part('thread')} ${composer(shown, back)}
            </section>
            <div class="side">
              <section aria-labelledby="webhooks-title">
                <h2 id="webhooks-title">What the server was told</h2>
                ${part('webhooks')}
              </section>
              <section aria-labelledby="faults-title">
                <h2 id="faults-title">What goes wrong</h2>
                ${part('messaging-faults')} ${messagingFaultsForm({ provider: 'sendgrid', whom: address, back })}
              </section>
              <section aria-labelledby="access-title">
                <h2 id="access-title">Ava’s access</h2>
                ${part('access')}
              </section>
            </div>
          </main>
        </div>
      </body>
    </html>`
}

function composer({ address, thread }: ShownMailbox, back: string): Html {
  const last = thread?.mails.at(-1) ?? null
  return html`<form id="composer" method="post" action="/page/mail/send">
    <input type="hidden" name="back" value="${back}" />
    <input type="hidden" name="from" value="${address}" />
    <input type="hidden" name="answers" value="${last?.id ?? ''}" />
    <input type="hidden" name="files" />
    <label class="field">
      <span>To</span
      ><input name="to" value="${last ? replyTo(last).email : ''}" required placeholder="hello@glow.example" />
    </label>
    <label class="field">
      <span>Subject</span><input name="subject" maxlength="500" value="${last ? replySubject(last) : ''}" />
    </label>
    <label for="text">${last ? 'Your answer' : 'Your mail'}</label>
    <textarea id="text" name="text" rows="4" required></textarea>
    ${
      last
        ? html`<details>
            <summary>What is quoted below it</summary>
            <label for="quote" class="visually-hidden">What is quoted</label>
            <textarea id="quote" name="quote" rows="6">${quoted(last)}</textarea>
          </details>`
        : null
    }
    <label class="check"
      ><input type="checkbox" name="html" value="yes" checked /> With HTML beside the plain text</label
    >
    <label class="check">
      <input type="checkbox" name="automatic" value="yes" /> As an automatic reply (Auto-Submitted)
    </label>
    <label class="field">
      <span>Charset</span>
      <select name="charset">
        ${CHARSETS.map((charset) => html`<option>${charset}</option>`)}
      </select>
    </label>
    <div class="buttons">
      <button class="primary">Send</button>
      <label class="button" for="attach">Attach files</label>
      <input id="attach" class="visually-hidden" type="file" multiple />
      <span id="attached" role="status"></span>
    </div>
  </form>`
}

function listPart({ address, addresses }: ShownMailbox): Html {
  const all = addresses.includes(address) ? addresses : [address, ...addresses]
  return html`<ul>
    ${all.map(
      (one) =>
        html`<li>
          <a href="${mailAddress({ address: one, thread: null })}" ${one === address ? html`aria-current="page"` : null}
            >${one}</a
          >
        </li>`,
    )}
  </ul>`
}

function accessPart({ sendgrid }: SandboxControl, shown: ShownMailbox): Html {
  const { isRaw } = sendgrid.settings()
  const suppressed = sendgrid.suppressions().find(({ email }) => email === shown.address)
  const back = html`<input type="hidden" name="back" value="${backOf(shown)}" />`
  return html`${
      suppressed
        ? html`<form method="post" action="/page/mail/unsuppress">
            ${back}
            <p class="bad">Nothing is sent to ${suppressed.email} any more: ${suppressed.reason}.</p>
            <button name="email" value="${suppressed.email}">Let it have mail again</button>
          </form>`
        : null
    }
    <form method="post" action="/page/mail/raw">
      ${back}
      <p class="help">${isRaw ? 'Mails are posted whole, as MIME.' : 'Mails are posted in their parts.'}</p>
      <button name="raw" value="${isRaw ? 'no' : 'yes'}">${isRaw ? 'Post their parts' : 'Post them whole'}</button>
    </form>
    <dl>
      <dt>Public key of the event webhook</dt>
      <dd><code class="key-text">${sendgrid.publicKey()}</code></dd>
    </dl>`
}
