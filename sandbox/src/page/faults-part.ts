import type { Faults } from '../openai/realtime/faults.ts'
import { faultWords } from './calendars/google-faults-part.ts'
import { html, type Html } from './html.ts'
import { messagingFaultWords } from './messaging/messaging-faults-part.ts'

type NumberFault = { [Name in keyof Faults]: Faults[Name] extends number ? Name : never }[keyof Faults]

interface Switch {
  name: NumberFault
  label: string
  unit: 'ms' | 'times' | 'status' | 'delta'
}

const GROUPS: readonly { title: string; switches: readonly Switch[] }[] = [
  {
    title: 'Calls (OpenAI Realtime)',
    switches: [
      { name: 'thinkingMs', label: 'Time before an answer', unit: 'ms' },
      { name: 'transcriptionMs', label: 'Time before a transcript', unit: 'ms' },
      { name: 'refuseUpgrades', label: 'Refuse new calls with this HTTP status (0 lets them in)', unit: 'status' },
      { name: 'hangUpgrades', label: 'Leave new calls without an answer', unit: 'times' },
      { name: 'rateLimitedResponses', label: 'Fail answers with a rate limit', unit: 'times' },
      { name: 'stalledResponses', label: 'Begin answers and say nothing', unit: 'times' },
      { name: 'dropSocketAtDelta', label: 'Cut the connection at this piece of audio (0: never)', unit: 'delta' },
    ],
  },
  {
    title: 'Chat and summaries (OpenAI Responses)',
    switches: [
      { name: 'textThinkingMs', label: 'Time before an answer', unit: 'ms' },
      { name: 'textRateLimits', label: 'Refuse with 429', unit: 'times' },
      { name: 'textServerErrors', label: 'Refuse with 500', unit: 'times' },
      { name: 'textHangs', label: 'Never answer', unit: 'times' },
      { name: 'textFailures', label: 'Fail after the stream has begun', unit: 'times' },
      { name: 'textDropAtDelta', label: 'Cut the stream at this piece (0: never)', unit: 'delta' },
    ],
  },
  {
    title: 'Texts and emails (Twilio, SendGrid)',
    switches: [
      { name: 'smsServerErrors', label: 'Refuse texts with 500', unit: 'times' },
      { name: 'smsRateLimits', label: 'Refuse texts with 429', unit: 'times' },
      { name: 'emailServerErrors', label: 'Refuse emails with 500', unit: 'times' },
      { name: 'emailRateLimits', label: 'Refuse emails with 429', unit: 'times' },
    ],
  },
]

export const SWITCHES: readonly NumberFault[] = GROUPS.flatMap(({ switches }) => switches.map(({ name }) => name))

const UNITS: Record<Switch['unit'], string> = {
  ms: 'ms',
  times: 'times',
  status: 'status',
  delta: 'piece',
}

export function faultsForm(faults: Faults): Html {
  return html`<form method="post" action="/page/faults">
    ${GROUPS.map(
      ({ title, switches }) =>
        html`<fieldset>
          <legend>${title}</legend>
          ${switches.map(
            ({ name, label, unit }) =>
              html`<label class="switch">
                <span>${label}</span>
                <input type="number" name="${name}" min="0" max="600000" value="${faults[name]}" inputmode="numeric" />
                <small>${UNITS[unit]}</small>
              </label>`,
          )}
        </fieldset>`,
    )}
    <div class="buttons">
      <button class="primary">Set</button>
      <button name="reset" value="yes">All as it should be</button>
    </div>
  </form>`
}

/** What is not as it should be, in words. */
export function faultsNowPart(faults: Faults, normal: Faults): Html {
  const changed = GROUPS.flatMap(({ switches }) => switches).filter(({ name }) => faults[name] !== normal[name])
  const { googleFaults, messagingFaults } = faults
  if (changed.length + googleFaults.length + messagingFaults.length === 0)
    return html`<p class="empty good">Everything works as it should.</p>`
  return html`<ul>
    ${changed.map(({ name, label, unit }) => html`<li>${label}: ${faults[name]} ${UNITS[unit]}</li>`)}
    ${googleFaults.map((fault) => html`<li>Google Calendar: ${faultWords(fault)}</li>`)}
    ${messagingFaults.map((fault) => html`<li>Texts and emails: ${messagingFaultWords(fault)}</li>`)}
  </ul>`
}
