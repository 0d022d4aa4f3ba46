// The week: events are put at their time, dragged, moved with the arrow keys, opened and deleted.
import { keepFresh } from './live.js'

const snapMin = 15
const dayMin = 24 * 60
/** Pixels that a pointer may tremble before it drags. */
const slack = 4
const week = document.getElementById('week')
const scroller = week.parentElement
const pulse = document.getElementById('pulse')
const dialog = document.getElementById('event')
const form = dialog.querySelector('form')

/** The move under way, by pointer or by keys: { article, days, minutes, … }. */
let move = null

const refresh = keepFresh({
  address: `/page/calendars/parts${location.search || '?'}`,
  isBusy: (place) => (place === week ? move !== null : place.contains(document.activeElement)),
  remember: (place) => (place === week ? document.activeElement?.closest('#week .event')?.dataset.event : undefined),
  shown: (place, focused) => {
    if (place !== week) return
    layOut()
    if (focused) week.querySelector(`[data-event="${CSS.escape(focused)}"] button`)?.focus({ preventScroll: true })
  },
})

function pixelsPerMinute() {
  const column = week.querySelector('.day')
  return column.getBoundingClientRect().height / dayMin
}

/** The page's policy allows no style in markup, so places are given here. */
function layOut() {
  const scale = pixelsPerMinute()
  for (const article of week.querySelectorAll('.day .event')) {
    const { from, to, lane, lanes } = article.dataset
    article.style.top = `${from * scale}px`
    article.style.height = `${Math.max(to - from, 30) * scale - 2}px`
    article.style.left = `${(lane / lanes) * 100}%`
    article.style.width = `calc(${100 / lanes}% - 3px)`
  }
}

// Moving

function begin(article, more = {}) {
  move = { article, days: 0, minutes: 0, ...more }
  article.classList.add('moving')
}

/** Shows the event where it would be. */
function preview() {
  const { article, days, minutes } = move
  const columns = [...week.querySelectorAll('.day')]
  const width = columns[1].getBoundingClientRect().left - columns[0].getBoundingClientRect().left
  article.style.transform = `translate(${days * width}px, ${minutes * pixelsPerMinute()}px)`
  pulse.textContent = `${article.dataset.title}: ${inWords(target())}`
}

/** Where it would begin: the day and the time on the calendar's clock. */
function target() {
  const { article, days, minutes } = move
  const { day, time } = article.dataset
  const [hour = 0, minute = 0] = time ? time.split(':').map(Number) : []
  // Reckoned as if in UTC: only the clock on the wall matters, and the server knows the zone.
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  at.setUTCMinutes(hour * 60 + minute + minutes)
  const text = at.toISOString()
  return { day: text.slice(0, 10), time: time ? text.slice(11, 16) : '' }
}

function inWords({ day, time }) {
  const at = new Date(`${day}T${time || '00:00'}:00Z`)
  const format = { weekday: 'long', month: 'long', day: 'numeric', timeZone: 'UTC' }
  const words = at.toLocaleString('en-US', time ? { ...format, hour: 'numeric', minute: '2-digit' } : format)
  return words.replace(/\s/g, ' ')
}

function giveUp() {
  if (!move) return
  move.article.classList.remove('moving')
  move.article.style.transform = ''
  move = null
  pulse.textContent = ''
}

async function carryOut() {
  const { article, days, minutes } = move
  if (days === 0 && minutes === 0) return giveUp()
  const to = target()
  const said = `${article.dataset.title} moved to ${inWords(to)}.`
  await send('move', { calendar: calendarOf(), event: article.dataset.event, ...to }, said)
}

async function send(path, fields, said) {
  try {
    const answer = await fetch(`/page/calendars/${path}`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(fields),
    })
    const { error } = await answer.json()
    // Until the week is written anew, a moved event stays where it was dropped.
    move = null
    delete week.dataset.shown
    await refresh()
    pulse.textContent = error ? `Google refuses that: ${error}` : said
  } catch {
    giveUp()
    pulse.textContent = 'The sandbox does not answer. Nothing was changed.'
  }
}

function calendarOf() {
  return week.firstElementChild.dataset.calendar
}

// By pointer

week.addEventListener('pointerdown', (down) => {
  const article = down.target.closest('.event')
  if (!article || down.button !== 0 || move) return
  const startScroll = scroller.scrollTop
  const columns = [...week.querySelectorAll('.day')].map((column) => column.getBoundingClientRect())
  const columnAt = (x) => {
    const index = columns.findIndex(({ right }) => x < right)
    return index === -1 ? columns.length - 1 : index
  }
  const startSide = scroller.scrollLeft
  const grabbedIn = columnAt(down.clientX)
  const { from, to, time } = article.dataset
  const ended = new AbortController()
  const { signal } = ended

  const drag = (event) => {
    const y = event.clientY - down.clientY + scroller.scrollTop - startScroll
    const x = event.clientX + scroller.scrollLeft - startSide
    if (!move) {
      if (Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < slack) return
      begin(article)
      article.setPointerCapture(event.pointerId)
    }
    move.days = columnAt(x) - grabbedIn
    const wanted = Number(from) + y / pixelsPerMinute()
    const snapped = Math.round(wanted / snapMin) * snapMin
    const latest = dayMin - Math.min(to - from, dayMin)
    move.minutes = time ? Math.min(Math.max(snapped, 0), Math.max(latest, 0)) - from : 0
    nudge(event)
    preview()
  }
  const drop = () => {
    ended.abort()
    if (!move) return
    // The click that ends a drag must not open the event.
    addEventListener('click', swallow, { capture: true, once: true })
    setTimeout(() => removeEventListener('click', swallow, { capture: true }), 0)
    void carryOut()
  }
  const stop = () => {
    ended.abort()
    giveUp()
  }
  addEventListener('pointermove', drag, { signal })
  addEventListener('pointerup', drop, { signal })
  addEventListener('pointercancel', stop, { signal })
  addEventListener('keydown', ({ key }) => key === 'Escape' && stop(), { signal })
})

/** Scrolls when the pointer comes near an edge. */
function nudge({ clientX, clientY }) {
  const { top, bottom, left, right } = scroller.getBoundingClientRect()
  if (clientY > bottom - 24) scroller.scrollTop += 12
  else if (clientY < top + 60) scroller.scrollTop -= 12
  if (clientX > right - 24) scroller.scrollLeft += 12
  else if (clientX < left + 24) scroller.scrollLeft -= 12
}

function swallow(event) {
  event.preventDefault()
  event.stopPropagation()
}

// By keys

const steps = {
  ArrowUp: [0, -snapMin],
  ArrowDown: [0, snapMin],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
}

week.addEventListener('keydown', (event) => {
  const article = event.target.closest('.event')
  if (!article) return
  const step = steps[event.key]
  if (step) {
    event.preventDefault()
    if (!move) begin(article, { byKeys: true })
    const [days, minutes] = step
    move.days += days
    if (article.dataset.time) move.minutes += minutes
    preview()
    pulse.textContent += '. Enter moves it there, Escape leaves it.'
  } else if (event.key === 'Enter' && move) {
    event.preventDefault()
    void carryOut()
  } else if (event.key === 'Escape') giveUp()
  else if (event.key === 'Delete' && !move) {
    event.preventDefault()
    const { title, event: id } = article.dataset
    void send('delete', { calendar: calendarOf(), event: id }, `${title} deleted.`)
  }
})
week.addEventListener('focusout', () => {
  if (move?.byKeys) giveUp()
})

// Opened

week.addEventListener('click', ({ target }) => {
  const article = target.closest('.event')
  if (!article || move) return
  const { title, when, day, time, event, madeBy } = article.dataset
  dialog.querySelector('#event-title').textContent = title
  dialog.querySelector('#event-when').textContent = when
  dialog.querySelector('#event-by').textContent = madeBy ? `Written by ${madeBy}` : 'Written by hand'
  form.elements.event.value = event
  form.elements.day.value = day
  form.elements.time.value = time
  form.elements.time.disabled = time === ''
  dialog.showModal()
})
dialog.querySelector('[value=close]').addEventListener('click', () => dialog.close())

layOut()
addEventListener('resize', layOut)
// The working day is in sight first.
scroller.scrollTop = 7.5 * 60 * pixelsPerMinute()
const today = week.querySelector('.today')
const corner = week.querySelector('.corner')
if (today) scroller.scrollLeft = today.getBoundingClientRect().left - corner.getBoundingClientRect().right
