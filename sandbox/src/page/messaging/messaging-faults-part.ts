import {
  MESSAGING_FAULTS,
  OUTCOMES,
  type MessagingFault,
  type MessagingFaultKind,
  type Outcome,
  type Provider,
} from '../../messaging/messaging-faults.ts'
import { html, type Html } from '../html.ts'

const WORDS: Record<MessagingFaultKind, string> = {
  server_error: 'Sending refused (503)',
  rate_limit: 'Sending refused (429)',
  slow: 'Sending answered late',
  connection_dropped: 'Sending: connection broken',
  answer_lost: 'Sent, but the answer lost',
  fails: 'Does not arrive',
  opted_out_late: 'Opt-out noticed late (21610)',
  duplicate: 'Webhook twice',
  shuffle: 'Webhooks shuffled',
  delay: 'Webhook late',
  drop: 'Webhook lost',
  forge: 'Webhook forged',
}

const ENDS: Record<Provider, readonly Outcome[]> = {
  twilio: ['undelivered', 'failed'],
  sendgrid: OUTCOMES.filter((outcome) => outcome !== 'failed' && outcome !== 'undelivered'),
}

/** Faults that are set for texts or mails, in words, each with a button to end it. */
export function messagingFaultsNow(
  faults: readonly MessagingFault[],
  { provider, back }: { provider: Provider; back: string },
): Html {
  const shown = [...faults.entries()].filter(([, fault]) => fault.provider === null || fault.provider === provider)
  if (shown.length === 0) return html`<p class="empty good">Everything arrives as it should.</p>`
  return html`<ul class="faults-now">
    ${shown.map(
      ([index, fault]) =>
        html`<li>
          <span>${messagingFaultWords(fault)}</span>
          <form method="post" action="/page/messaging/faults/end">
            <input type="hidden" name="back" value="${back}" />
            <button name="index" value="${index}" aria-label="End: ${messagingFaultWords(fault)}">End</button>
          </form>
        </li>`,
    )}
  </ul>`
}

export function messagingFaultWords({
  kind,
  for: whom,
  times,
  ms,
  outcome,
  errorCode,
  provider,
}: MessagingFault): string {
  const often = times === null ? 'until ended' : times === 1 ? 'once' : `${times} times`
  const isTimed = kind === 'slow' || kind === 'delay' || kind === 'shuffle'
  const how = isTimed
    ? ` by ${ms} ms`
    : kind !== 'fails'
      ? ''
      : provider === 'sendgrid'
        ? ` (${outcome ?? 'bounce'})`
        : ` (${outcome ?? 'undelivered'}, ${errorCode})`
  return `${WORDS[kind]}${how}, ${whom ?? 'everybody'}, ${often}`
}

/** `whom` is the number or address that the page shows. */
export function messagingFaultsForm({
  provider,
  whom,
  back,
}: {
  provider: Provider
  whom: string
  back: string
}): Html {
  const kinds = MESSAGING_FAULTS.filter((kind) => provider === 'twilio' || kind !== 'opted_out_late')
  return html`<form method="post" action="/page/messaging/faults">
    <input type="hidden" name="back" value="${back}" />
    <input type="hidden" name="provider" value="${provider}" />
    <div class="fields">
      <label>
        <span>Strikes</span>
        <select name="for">
          <option value="${whom}">${whom}</option>
          <option value="">Everybody</option>
        </select>
      </label>
      <label>
        <span>Times (empty: until ended)</span>
        <input type="number" name="times" min="1" max="10000" value="1" inputmode="numeric" />
      </label>
      <label>
        <span>Late by (ms)</span>
        <input type="number" name="ms" min="0" max="600000" value="3000" inputmode="numeric" />
      </label>
      <label>
        <span>How it ends that does not arrive</span>
        <select name="outcome">
          ${ENDS[provider].map((outcome) => html`<option>${outcome}</option>`)}
        </select>
      </label>
      ${
        provider === 'twilio'
          ? html`<label>
              <span>With the error</span>
              <input type="number" name="errorCode" min="10000" max="99999" value="30003" inputmode="numeric" />
            </label>`
          : null
      }
    </div>
    <div class="buttons">${kinds.map((kind) => html`<button name="kind" value="${kind}">${WORDS[kind]}</button>`)}</div>
  </form>`
}
