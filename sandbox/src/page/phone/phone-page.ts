import type { SandboxControl } from '../../control/control.ts'
import { html, type Html } from '../html.ts'
import { messagingFaultsForm, messagingFaultsNow } from '../messaging/messaging-faults-part.ts'
import { webhooksPart } from '../messaging/webhooks-part.ts'
import { numbersPart } from './numbers-part.ts'
import { phoneAddress, phoneWords, type ShownPhone } from './shown-phone.ts'
import { threadPart } from './thread-part.ts'

/** The parts that change by themselves, by the id of their place on the page. */
export function phoneParts(control: SandboxControl, shown: ShownPhone): Record<string, Html> {
  const back = phoneAddress(shown)
  const { number } = shown
  return {
    'phone-list': listPart(shown),
    texts: threadPart(shown),
    webhooks: webhooksPart(
      control.webhooks.all().filter(({ whom }) => whom.includes(number)),
      back,
    ),
    'messaging-faults': messagingFaultsNow(control.faults().messagingFaults, { provider: 'twilio', back }),
  }
}

const QUICK = ['Y', 'R', 'N', 'STOP', 'START', 'HELP']

export function phonePage(control: SandboxControl, shown: ShownPhone, { notice }: { notice: string | null }): Html {
  const parts = phoneParts(control, shown)
  const part = (id: string): Html => html`<div id="${id}" data-live>${parts[id] ?? html``}</div>`
  const { number, own } = shown
  const back = phoneAddress(shown)
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${phoneWords(number)} · Phone · Sandbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/page/page.css" />
        <link rel="stylesheet" href="/page/messaging.css" />
        <script type="module" src="/page/phone.js"></script>
      </head>
      <body class="messaging">
        <header>
          <p><a href="/">Sandbox</a> · <a href="/mail">Mailboxes</a></p>
          <h1>Phones</h1>
          <p>A phone for every number that texts a spa. Write as the customer would; no text leaves this machine.</p>
          <p id="pulse" role="status">${notice ?? ''}</p>
        </header>
        <div class="beside">
          <nav class="list" aria-label="Phones">
            <form method="get" action="/phone" class="other">
              <label for="number">Another phone</label>
              <div class="row">
                <input id="number" name="number" type="tel" placeholder="+1 212 555 0188" required />
                <button>Open</button>
              </div>
            </form>
            ${part('phone-list')}
          </nav>
          <main>
            <section aria-labelledby="phone-title" class="handset">
              <h2 id="phone-title">${phoneWords(number)}</h2>
              <nav class="with" aria-label="Texts with">
                ${control.twilio
                  .numbers()
                  .map(
                    (one) =>
                      html`<a
                        href="${phoneAddress({ number, own: one })}"
                        ${one.number === own.number ? html`aria-current="page"` : null}
                        >${one.name} <small>${phoneWords(one.number)}</small></a
                      >`,
                  )}
              </nav>
              <div id="scroller" class="scroller" role="region" aria-label="Texts with ${own.name}" tabindex="0">
                ${part('texts')}
              </div>
              ${composer(shown, back)}
            </section>
            <div class="side">
              <section aria-labelledby="webhooks-title">
                <h2 id="webhooks-title">What the server was told</h2>
                ${part('webhooks')}
              </section>
              <section aria-labelledby="faults-title">
                <h2 id="faults-title">What goes wrong</h2>
                ${part('messaging-faults')} ${messagingFaultsForm({ provider: 'twilio', whom: number, back })}
              </section>
              <section aria-labelledby="numbers-title">
                <h2 id="numbers-title">The spas’ numbers</h2>
                ${numbersPart(control, back)}
              </section>
            </div>
          </main>
        </div>
      </body>
    </html>`
}

function composer({ number, own }: ShownPhone, back: string): Html {
  return html`<form id="composer" method="post" action="/page/phone/send">
    <input type="hidden" name="back" value="${back}" />
    <input type="hidden" name="from" value="${number}" />
    <input type="hidden" name="to" value="${own.number}" />
    <input type="hidden" name="media" />
    <label for="text">Text to ${own.name}</label>
    <textarea id="text" name="text" rows="2" maxlength="1600"></textarea>
    <div class="buttons">
      <button class="primary">Send</button>
      <label class="button" for="picture">Attach a picture</label>
      <input id="picture" class="visually-hidden" type="file" accept="image/*,video/*,application/pdf" />
      <span id="attached" role="status"></span>
    </div>
    <div class="buttons quick" role="group" aria-label="Send one word">
      ${QUICK.map((word) => html`<button name="quick" value="${word}">${word}</button>`)}
    </div>
  </form>`
}

function listPart(shown: ShownPhone): Html {
  const { number, own } = shown
  const isListed = shown.phones.some((one) => one.number === number)
  const phones = isListed ? shown.phones : [{ number, newest: '' }, ...shown.phones]
  return html`<ul>
    ${phones.map(
      (one) =>
        html`<li>
          <a
            href="${one.number === number ? phoneAddress({ number, own }) : `/phone?${new URLSearchParams({ number: one.number }).toString()}`}"
            ${one.number === number ? html`aria-current="page"` : null}
            >${phoneWords(one.number)}<small>${one.newest.slice(0, 60)}</small></a
          >
        </li>`,
    )}
  </ul>`
}
