import type { SessionSummary } from '../control/control.ts'
import type { DemoLine } from '../openai/ears/demo-caller.ts'
import { html, type Html } from './html.ts'

/** What the ear is about to hear: live, beside the editor, which keeps what is being typed. */
export function earsNowPart(sessions: readonly SessionSummary[], waiting: readonly string[]): Html {
  const newest = sessions.at(-1)
  const lines = newest ? newest.toHear : waiting
  const whose = newest ? 'The open call' : 'The next call'
  if (newest?.ear === 'demo' || (!newest && waiting.length === 0)) {
    return html`<p>${whose} hears the demonstration caller below.</p>`
  }
  if (lines.length === 0) return html`<p>${whose} hears nothing more: the script is used up.</p>`
  return html`<p>${whose} will hear:</p>
    <ol>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ol>`
}

export function earsEditor(demo: readonly DemoLine[]): Html {
  return html`<form method="post" action="/page/ears">
      <label for="utterances">What is heard next, one utterance a line</label>
      <textarea
        id="utterances"
        name="utterances"
        rows="5"
        maxlength="20000"
        placeholder="Hi, can I come in for a facial on Thursday?&#10;The second one, please."
      ></textarea>
      <p class="help">
        Speak or make any noise in the call: each time you pause, the next line counts as said. It is added to what is
        still to come.
      </p>
      <div class="buttons">
        <button class="primary">Let it hear this</button>
        <button name="deaf" value="yes">Let it hear nothing</button>
      </div>
    </form>
    <details>
      <summary>What the demonstration caller says</summary>
      <dl>
        ${demo.map(
          ({ topic, says }) =>
            html`<dt>${topic}</dt>
              <dd>${says.map((line) => html`<q>${line}</q> `)}</dd>`,
        )}
      </dl>
    </details>`
}
