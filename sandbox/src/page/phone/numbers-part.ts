import type { SandboxControl } from '../../control/control.ts'
import { SMS_PATH } from '../../twilio/receive-message.ts'
import { html, type Html } from '../html.ts'
import { phoneWords } from './shown-phone.ts'

/** Whose each number is, where its texts go, and whether its campaign is live. */
export function numbersPart({ twilio, webhooks }: SandboxControl, back: string): Html {
  const { isRegistrationEnforced } = twilio.account()
  const { url, publicBaseUrl } = webhooks.server()
  const usual = `${publicBaseUrl ?? url ?? ''}${SMS_PATH}`
  const hidden = html`<input type="hidden" name="back" value="${back}" />`
  return html`<ul class="numbers">
      ${twilio.numbers().map(
        ({ number, name, smsUrl, isRegistered }) =>
          html`<li>
            <p>
              <strong>${name}</strong> ${phoneWords(number)}<br />
              <small>${smsUrl ?? usual}</small><br />
              <small>${isRegistered ? 'Campaign live' : 'No live campaign'}</small>
            </p>
            <form method="post" action="/page/phone/registration">
              ${hidden}
              <input type="hidden" name="isRegistered" value="${isRegistered ? 'no' : 'yes'}" />
              <button
                name="number"
                value="${number}"
                aria-label="${isRegistered ? 'End campaign' : 'Make live'}: ${name}"
              >
                ${isRegistered ? 'End campaign' : 'Make live'}
              </button>
            </form>
          </li>`,
      )}
    </ul>
    <form method="post" action="/page/phone/enforce">
      ${hidden}
      <p class="help">
        ${
          isRegistrationEnforced
            ? 'Numbers without a live campaign cannot text the United States: 30034.'
            : 'Campaigns are not looked at: every number can text.'
        }
      </p>
      <button name="enforced" value="${isRegistrationEnforced ? 'no' : 'yes'}">
        ${isRegistrationEnforced ? 'Do not look at campaigns' : 'Look at campaigns'}
      </button>
    </form>`
}
