import { html, type Html } from '../../page/html.ts'
import type { Account } from '../google-data.ts'
import { isIdentityScope, scopeWords } from '../scopes.ts'
import type { AuthRequest } from './auth-request.ts'

function frame(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Sandbox Google</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/page/page.css" />
      </head>
      <body class="consent">
        <main>
          <section>
            <p class="help">Sandbox: this stands in for Google’s sign-in. No password is asked for.</p>
            ${body}
          </section>
        </main>
      </body>
    </html>`
}

export function accountPage(accounts: readonly Account[], query: URLSearchParams): Html {
  const others = [...query].filter(([name]) => name !== 'account')
  return frame(
    'Choose an account',
    html`<h1>Choose an account</h1>
      <p>to go on to <strong>Ava</strong></p>
      <ul class="accounts">
        ${accounts.map(
          ({ email, name }) =>
            html`<li>
              <form method="get">
                ${others.map(([key, value]) => html`<input type="hidden" name="${key}" value="${value}" />`)}
                <button name="account" value="${email}"><strong>${name}</strong> <span>${email}</span></button>
              </form>
            </li>`,
        )}
      </ul>`,
  )
}

export function consentPage(request: AuthRequest, { account, isKnown }: { account: Account; isKnown: boolean }): Html {
  const optional = request.scopes.filter((scope) => !isIdentityScope(scope))
  return frame(
    'Ava wants access',
    html`<h1>Ava wants access to your Google Account</h1>
      <p><strong>${account.email}</strong></p>
      <form method="post">
        <input type="hidden" name="account" value="${account.email}" />
        ${
          isKnown
            ? html`<p>You have allowed this before. Ava still has access to:</p>`
            : html`<p>Choose what Ava can access:</p>`
        }
        <ul class="scopes">
          ${optional.map(
            (scope) =>
              html`<li>
                <label>
                  <input type="checkbox" name="scope" value="${scope}" checked />
                  <span>${scopeWords(scope) ?? scope}</span>
                </label>
              </li>`,
          )}
        </ul>
        <p class="help">
          ${
            request.isOffline
              ? 'Ava asks for access also while you are away.'
              : 'Ava asks for access for one hour only: its request does not say access_type=offline.'
          }
        </p>
        <div class="buttons">
          <button class="primary" name="answer" value="allow">${isKnown ? 'Continue' : 'Allow'}</button>
          <button name="answer" value="deny">${isKnown ? 'Cancel' : 'Deny'}</button>
        </div>
      </form>`,
  )
}

export function refusalPage({ error, message, status }: { error: string; message: string; status: number }): Html {
  return frame(
    'Access blocked',
    html`<h1>Access blocked: Ava’s request is invalid</h1>
      <p>${message}</p>
      <p class="bad">Error ${status}: ${error}</p>`,
  )
}
