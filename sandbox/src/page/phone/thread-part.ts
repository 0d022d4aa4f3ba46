import type { SeenText } from '../../twilio/twilio-control.ts'
import { clockTime } from '../clock-time.ts'
import { html, type Html } from '../html.ts'
import type { ShownPhone } from './shown-phone.ts'

const MOST = 200

export function threadPart({ thread, own, hasOptedOut }: ShownPhone): Html {
  if (thread.length === 0) {
    return html`<p class="empty">No texts with ${own.name} yet. Write one below, or let Ava send one.</p>`
  }
  return html`<ol class="texts">
      ${thread.slice(-MOST).map(textItem)}
    </ol>
    ${hasOptedOut ? html`<p class="bad">Opted out: ${own.name} can send nothing here until START.</p>` : null}`
}

function textItem(text: SeenText): Html {
  const { direction, at, status, errorCode, segments, media, isByTwilio } = text
  const isLost = status === 'failed' || status === 'undelivered'
  const state =
    direction === 'in' ? 'sent' : isLost ? `did not arrive${errorCode === null ? '' : ` (${errorCode})`}` : status
  return html`<li class="${direction === 'in' ? 'mine' : 'theirs'}${isLost ? ' lost' : ''}">
    <div class="bubble">${media.map(picture)}${text.text === '' ? null : html`<p>${text.text}</p>`}</div>
    <small>
      <span class="visually-hidden">${direction === 'in' ? 'You' : 'They'}, </span>
      <time datetime="${at}">${clockTime(at)}</time>, <span class="${isLost ? 'bad' : ''}">${state}</span>${
        segments > 1 ? `, ${segments} segments` : ''
      }${isByTwilio ? ', by Twilio itself' : ''}
    </small>
  </li>`
}

/** What came in is shown; what the server names stays a link. */
function picture({ contentType, url }: { contentType: string; url: string }): Html {
  const isOurs = contentType !== ''
  if (!isOurs) return html`<p><a href="${url}" rel="noreferrer">${url}</a></p>`
  const path = new URL(url).pathname
  return contentType.startsWith('image/')
    ? html`<img src="${path}" alt="A picture that you sent" />`
    : html`<p><a href="${path}">Attachment, ${contentType}</a></p>`
}
