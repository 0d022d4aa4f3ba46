import type { GoogleFault, GoogleFaultKind } from '../../google/google-faults.ts'
import type { CalendarSummary } from '../../google/google-control.ts'
import { html, type Html } from '../html.ts'

const WORDS: Record<GoogleFaultKind, string> = {
  expired_token: 'Access token expired (401)',
  invalid_grant: 'Refreshing refused (invalid_grant)',
  sync_token_gone: 'Sync token gone (410)',
  precondition_failed: 'Version changed (412)',
  duplicate: 'Id taken (409)',
  rate_limit_403: 'Rate limit (403)',
  rate_limit_429: 'Rate limit (429)',
  slow: 'Slow answers',
  error_inside_200: 'Error inside a 200',
  lost_push: 'Push lost',
  server_error: 'Server error (503)',
  connection_dropped: 'Connection dropped',
  answer_lost: 'Done, but the answer lost',
  small_pages: 'Pages of one',
}

export const KINDS = Object.keys(WORDS) as GoogleFaultKind[]

/** Faults that are set, in words, each with a button to end it. */
export function googleFaultsNow(faults: readonly GoogleFault[], back: string): Html {
  if (faults.length === 0) return html`<p class="empty good">Google answers as it should.</p>`
  return html`<ul class="faults-now">
    ${faults.map(
      (fault, index) =>
        html`<li>
          <span>${faultWords(fault)}</span>
          <form method="post" action="/page/calendars/faults/end">
            <input type="hidden" name="back" value="${back}" />
            <button name="index" value="${index}" aria-label="End: ${faultWords(fault)}">End</button>
          </form>
        </li>`,
    )}
  </ul>`
}

export function faultWords({ kind, for: whom, times, ms }: GoogleFault): string {
  const often = times === null ? 'until ended' : times === 1 ? 'once' : `${times} times`
  return `${WORDS[kind]}${kind === 'slow' ? ` by ${ms} ms` : ''}, ${whom ?? 'everybody'}, ${often}`
}

export function googleFaultsForm({ id, summary, owner }: CalendarSummary, back: string): Html {
  return html`<form method="post" action="/page/calendars/faults">
    <input type="hidden" name="back" value="${back}" />
    <div class="fields">
      <label>
        <span>Strikes</span>
        <select name="for">
          <option value="${id}">${summary}</option>
          ${id === owner ? null : html`<option value="${owner}">${owner}</option>`}
          <option value="">Everybody</option>
        </select>
      </label>
      <label>
        <span>Times (empty: until ended)</span>
        <input type="number" name="times" min="1" max="10000" value="1" inputmode="numeric" />
      </label>
      <label>
        <span>Slow by (ms)</span>
        <input type="number" name="ms" min="0" max="600000" value="3000" inputmode="numeric" />
      </label>
    </div>
    <div class="buttons">${KINDS.map((kind) => html`<button name="kind" value="${kind}">${WORDS[kind]}</button>`)}</div>
  </form>`
}
