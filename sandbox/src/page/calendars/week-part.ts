import { html, type Html } from '../html.ts'
import type { Box, Day, Week } from './week.ts'

const CLOCK: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' }
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

export function weekPart({ days, today, timeZone }: Week, calendar: string): Html {
  return html`<div class="week" data-calendar="${calendar}" data-zone="${timeZone}">
    <div class="corner" aria-hidden="true"></div>
    ${days.map((day) => heading(day, today))}
    <div class="corner all-day" aria-hidden="true">all day</div>
    ${days.map(({ date, wholeDays }) => html`<div class="all-day" data-all-day="${String(date)}">${wholeDays.map(box)}</div>`)}
    <div class="hours" aria-hidden="true">
      ${HOURS.map((hour) => html`<span>${hour === 0 ? '' : hourWords(hour)}</span>`)}
    </div>
    ${days.map(column)}
  </div>`
}

function heading({ date }: Day, today: Temporal.PlainDate): Html {
  const isToday = date.equals(today)
  const weekday = date.toLocaleString('en-US', { weekday: 'short' })
  return html`<h3 class="${isToday ? 'today' : ''}">
    <span>${weekday}</span>
    <strong>${date.day}</strong>${isToday ? html`<span class="visually-hidden"> today</span>` : null}
  </h3>`
}

function column({ date, boxes }: Day): Html {
  return html`<div class="day" role="group" aria-label="${dayWords(date)}" data-day="${String(date)}">
    ${HOURS.map((hour) => html`<div class="hour" data-time="${String(hour).padStart(2, '0')}:00"></div>`)}
    ${boxes.map(box)}
  </div>`
}

function box(one: Box): Html {
  const { event, title, isOurs, isFree, startDay, startTime, endTime, from, to, lane, lanes } = one
  const when = startTime && endTime ? `${clockWords(startTime)} to ${clockWords(endTime)}` : 'all day'
  const name = `${title}, ${dayWords(startDay)}, ${when}`
  return html`<article
    class="event${isOurs ? ' ours' : ''}${isFree ? ' free' : ''}"
    aria-label="${name}${isOurs ? ', from Ava' : ''}${isFree ? ', free' : ''}"
    data-event="${event.id}"
    data-title="${title}"
    data-when="${dayWords(startDay)}, ${when}"
    data-made-by="${event.madeBy ?? ''}"
    data-day="${String(startDay)}"
    data-time="${startTime?.toString({ smallestUnit: 'minute' }) ?? ''}"
    data-end="${endTime?.toString({ smallestUnit: 'minute' }) ?? ''}"
    data-from="${from}"
    data-to="${to}"
    data-lane="${lane}"
    data-lanes="${lanes}"
  >
    <button type="button" aria-haspopup="dialog">
      <strong>${title}</strong>
      <small>
        ${startTime ? html`<span>${clockWords(startTime)}</span>` : null} ${isOurs ? html`<em>Ava</em>` : null}
      </small>
    </button>
  </article>`
}

function clockWords(time: Temporal.PlainTime): string {
  // Without the narrow space before AM: what is read out and searched for has a plain one.
  return time.toLocaleString('en-US', CLOCK).replace(/\s/g, ' ')
}

function dayWords(date: Temporal.PlainDate): string {
  return date.toLocaleString('en-US', { weekday: 'long', month: 'long', day: 'numeric' })
}

function hourWords(hour: number): string {
  return `${hour % 12 === 0 ? 12 : hour % 12} ${hour < 12 ? 'AM' : 'PM'}`
}
