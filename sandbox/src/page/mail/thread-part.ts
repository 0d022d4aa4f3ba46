import type { StoredMail } from '../../sendgrid/sendgrid-data.ts'
import { inWords } from '../../sendgrid/send-mail.ts'
import { clockTime } from '../clock-time.ts'
import { html, type Html } from '../html.ts'
import { mailAddress, type ShownMailbox } from './shown-mailbox.ts'

export function threadListPart({ address, threads, thread }: ShownMailbox): Html {
  if (threads.length === 0) return html`<p class="empty">No mails yet. Write one, or let Ava send one.</p>`
  return html`<ul class="threads">
    ${threads.map(({ id, subject, mails }) => {
      const at = new Date(mails.at(-1)?.at ?? 0).toISOString()
      return html`<li>
        <a href="${mailAddress({ address, thread: id })}" ${id === thread?.id ? html`aria-current="page"` : null}>
          <strong>${subject || '(no subject)'}</strong>
          <small><time datetime="${at}">${clockTime(at)}</time></small>
          <span>${mails.at(-1)?.text.slice(0, 80) ?? ''}</span>
          <small>${mails.length > 1 ? `${mails.length} mails` : ''}</small>
        </a>
      </li>`
    })}
  </ul>`
}

export function threadPart({ thread, address }: ShownMailbox): Html {
  if (!thread) return html``
  return html`${thread.mails.map((mail) => article(mail, { address, thread: thread.id }))}`
}

function article(mail: StoredMail, place: { address: string; thread: string }): Html {
  const { id, direction, subject, from, to, cc, replyTo, at, text, html: markup, attachments } = mail
  const iso = new Date(at).toISOString()
  return html`<article class="mail" aria-label="${subject}, from ${from.email}">
    <h3>${subject || '(no subject)'}</h3>
    <p class="help">
      From ${inWords(from)} to
      ${to.map(inWords).join(', ')}${cc.length > 0 ? `, copy to ${cc.map(inWords).join(', ')}` : ''},
      <time datetime="${iso}">${clockTime(iso)}</time>${replyTo ? `, answers to ${replyTo.email}` : ''}
    </p>
    ${
      markup === null
        ? html`<pre>${text}</pre>`
        : html`<iframe src="/page/mail/html?id=${id}" sandbox="" title="${subject || 'Mail'}" loading="lazy"></iframe>
            <details id="text-${id}">
              <summary>As plain text</summary>
              <pre>${text || '(HTML only)'}</pre>
            </details>`
    }
    ${
      attachments.length === 0
        ? null
        : html`<ul class="files" aria-label="Attachments">
            ${attachments.map(
              ({ filename, content }, index) =>
                html`<li>
                  <a class="button" href="/page/mail/attachment?id=${id}&index=${index}" download="${filename}"
                    >${filename}, ${size(content.length)}</a
                  >
                </li>`,
            )}
          </ul>`
    }
    ${headersPart(mail)} ${direction === 'out' ? eventsPart(mail, place) : null}
  </article>`
}

function headersPart({ id, messageId, inReplyTo, references, headers }: StoredMail): Html {
  const lines: Record<string, string> = {
    'Message-ID': messageId,
    ...(inReplyTo === null ? {} : { 'In-Reply-To': inReplyTo }),
    ...(references.length > 0 ? { References: references.join(' ') } : {}),
    ...headers,
  }
  return html`<details id="headers-${id}">
    <summary>Headers</summary>
    <pre>
${Object.entries(lines)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n')}</pre>
  </details>`
}

const ACTS = {
  open: 'Open',
  click: 'Click a link',
  bounce: 'Bounce',
  spamreport: 'Report as spam',
  unsubscribe: 'Unsubscribe',
}

/** What became of a mail that was sent, and what may become of it. */
function eventsPart({ id, events }: StoredMail, { address, thread }: { address: string; thread: string }): Html {
  return html`<p class="help">${events.length === 0 ? 'On its way' : events.map(({ event }) => event).join(', ')}</p>
    <details id="events-${id}">
      <summary>Let something happen to it</summary>
      <form method="post" action="/page/mail/event">
        <input type="hidden" name="back" value="${mailAddress({ address, thread })}" />
        <input type="hidden" name="id" value="${id}" />
        <input type="hidden" name="email" value="${address}" />
        <div class="buttons">
          ${Object.entries(ACTS).map(([event, words]) => html`<button name="event" value="${event}">${words}</button>`)}
        </div>
      </form>
    </details>`
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
