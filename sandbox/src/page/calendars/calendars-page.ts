import type { SandboxControl } from '../../control/control.ts'
import type { CalendarSummary } from '../../google/google-control.ts'
import { html, type Html } from '../html.ts'
import { googleFaultsForm, googleFaultsNow } from './google-faults-part.ts'
import { pushesPart } from './pushes-part.ts'
import { readWeek, type Week } from './week.ts'
import { weekPart } from './week-part.ts'

export interface Shown {
  calendar: CalendarSummary
  week: Week
}

/** The calendar and the week that a request asks for; the first calendar and this week when it asks for none. */
export function shownBy(control: SandboxControl, query: { calendar?: string; week?: string }): Shown | null {
  const { google } = control
  const all = google.calendars()
  const calendar = all.find(({ id }) => id === query.calendar) ?? all.find(({ isPrimary }) => !isPrimary) ?? all[0]
  if (!calendar) return null
  const { id, timeZone } = calendar
  return { calendar, week: readWeek(google, { calendar: id, timeZone, week: query.week, now: control.now() }) }
}

/** The parts that change by themselves, by the id of their place on the page. */
export function calendarParts(control: SandboxControl, shown: Shown): Record<string, Html> {
  const { calendar, week } = shown
  return {
    week: weekPart(week, calendar.id),
    pushes: pushesPart(control.google, calendar.id),
    'google-faults': googleFaultsNow(control.faults().googleFaults, hereOf(shown)),
  }
}

export function addressOf({ calendar, week }: { calendar: string; week: Temporal.PlainDate }, did?: string): string {
  const query = new URLSearchParams({ calendar, week: String(week), ...(did ? { did } : {}) })
  return `/calendars?${query.toString()}`
}

function hereOf({ calendar, week }: Shown): string {
  return addressOf({ calendar: calendar.id, week: week.monday })
}

export function calendarsPage(control: SandboxControl, shown: Shown, { notice }: { notice: string | null }): Html {
  const { calendar, week } = shown
  const parts = calendarParts(control, shown)
  const part = (id: string): Html => html`<div id="${id}" data-live>${parts[id] ?? html``}</div>`
  const go = (days: number): string => addressOf({ calendar: calendar.id, week: week.monday.add({ days }) })
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${calendar.summary} · Calendars · Sandbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/page/page.css" />
        <link rel="stylesheet" href="/page/calendars.css" />
        <script type="module" src="/page/calendars.js"></script>
      </head>
      <body class="calendars">
        <header>
          <p><a href="/">Sandbox</a></p>
          <h1>Calendars</h1>
          <p>
            This stands in for Google Calendar on this machine. Drag an event to another time, or open it to move or
            delete it, as somebody at the spa would.
          </p>
          <p id="pulse" role="status">${notice ?? ''}</p>
        </header>
        <div class="beside">
          ${calendarList(control, shown)}
          <main>
            <section aria-labelledby="week-title">
              <div class="bar">
                <h2 id="week-title">${calendar.summary}, ${span(week)}</h2>
                <nav class="buttons" aria-label="Week">
                  <a class="button" href="${go(-7)}">Earlier</a>
                  <a class="button" href="/calendars?calendar=${encodeURIComponent(calendar.id)}">This week</a>
                  <a class="button" href="${go(7)}">Later</a>
                </nav>
              </div>
              <p class="help">
                Times in ${week.timeZone}. <span class="key ours">From Ava</span>
                <span class="key">Anybody else’s</span>
                <span class="key free">Free</span>
              </p>
              <div class="week-scroll" role="region" aria-label="Hours of the week" tabindex="0">${part('week')}</div>
            </section>
            <div class="below">
              <section aria-labelledby="add-title">
                <h2 id="add-title">Add an event</h2>
                ${addForm(shown)}
              </section>
              <section aria-labelledby="pushes-title">
                <h2 id="pushes-title">Push notifications</h2>
                ${part('pushes')}
              </section>
              <section aria-labelledby="google-faults-title">
                <h2 id="google-faults-title">What goes wrong</h2>
                ${part('google-faults')} ${googleFaultsForm(calendar, hereOf(shown))}
              </section>
              <section aria-labelledby="access-title">
                <h2 id="access-title">Ava’s access</h2>
                ${accessPart(control, shown)}
              </section>
            </div>
          </main>
        </div>
        ${eventDialog(shown)}
      </body>
    </html>`
}

function calendarList(control: SandboxControl, { calendar: open, week }: Shown): Html {
  const calendars = control.google.calendars()
  const owners = [...new Set(calendars.map(({ owner }) => owner))]
  return html`<nav class="list" aria-label="Calendars">
    ${owners.map(
      (owner) =>
        html`<h2>${owner}</h2>
          <ul>
            ${calendars
              .filter((calendar) => calendar.owner === owner)
              .map(
                ({ id, summary, isPrimary }) =>
                  html`<li>
                    <a
                      href="${addressOf({ calendar: id, week: week.monday })}"
                      ${id === open.id ? html`aria-current="page"` : null}
                      >${isPrimary ? 'Own calendar' : summary}</a
                    >
                  </li>`,
              )}
          </ul>`,
    )}
  </nav>`
}

function addForm(shown: Shown): Html {
  const { calendar, week } = shown
  const isThisWeek = week.days.some(({ date }) => date.equals(week.today))
  return html`<form method="post" action="/page/calendars/add">
    <input type="hidden" name="back" value="${hereOf(shown)}" />
    <input type="hidden" name="calendar" value="${calendar.id}" />
    <div class="fields">
      <label class="wide"><span>Title</span><input name="title" maxlength="200" value="Busy" required /></label>
      <label>
        <span>Day</span>
        <input type="date" name="day" value="${String(isThisWeek ? week.today : week.monday)}" required />
      </label>
      <label><span>From</span><input type="time" name="from" value="15:00" /></label>
      <label><span>To</span><input type="time" name="to" value="16:00" /></label>
    </div>
    <p class="help">Without times it takes the whole day.</p>
    <div class="buttons"><button class="primary">Add</button></div>
  </form>`
}

function accessPart(control: SandboxControl, shown: Shown): Html {
  const { id, owner } = shown.calendar
  const { id: clientId, secret } = control.google.client()
  const act = (name: string, words: string, value: string): Html =>
    html`<form method="post" action="/page/calendars/${name}">
      <input type="hidden" name="back" value="${hereOf(shown)}" />
      <button name="of" value="${value}">${words}</button>
    </form>`
  return html`<div class="buttons">
      ${act('revoke', `Take back ${owner}’s permission`, owner)}
      ${act('expire', 'End the hour of its access tokens', owner)}
      ${act('forget', 'Forget this calendar’s sync tokens', id)}
      ${act('reset', 'Begin anew: all calendars, no access', '')}
    </div>
    <dl>
      <dt>Client id</dt>
      <dd><code>${clientId}</code></dd>
      <dt>Client secret</dt>
      <dd><code>${secret}</code></dd>
      <dt>Service account</dt>
      <dd><a href="/control/google/service-account" download="service-account.json">Its key (JSON)</a></dd>
    </dl>`
}

/** Filled in by calendars.js with the event that was opened. */
function eventDialog(shown: Shown): Html {
  return html`<dialog id="event" aria-labelledby="event-title">
    <h2 id="event-title"></h2>
    <p id="event-when"></p>
    <p id="event-by" class="help"></p>
    <form method="post" action="/page/calendars/move">
      <input type="hidden" name="back" value="${hereOf(shown)}" />
      <input type="hidden" name="calendar" value="${shown.calendar.id}" />
      <input type="hidden" name="event" />
      <div class="fields">
        <label><span>Day</span><input type="date" name="day" required /></label>
        <label><span>Time</span><input type="time" name="time" /></label>
      </div>
      <div class="buttons">
        <button class="primary">Move</button>
        <button formaction="/page/calendars/delete" formnovalidate>Delete</button>
        <button type="button" value="close">Close</button>
      </div>
    </form>
  </dialog>`
}

function span({ monday }: Week): string {
  const format = new Intl.DateTimeFormat('en-US', { month: 'long', day: 'numeric', year: 'numeric', timeZone: 'UTC' })
  const utc = (day: Temporal.PlainDate): number => day.toZonedDateTime('UTC').epochMilliseconds
  // Without the thin spaces: what is read out and searched for has plain ones.
  return format.formatRange(utc(monday), utc(monday.add({ days: 6 }))).replace(/\s/g, ' ')
}
