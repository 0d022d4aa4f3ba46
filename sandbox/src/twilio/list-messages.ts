import { twilioProblem, type TwilioProblem } from './twilio-problem.ts'
import type { MessageResource } from './message-resource.ts'
import type { StoredMessage } from './twilio-data.ts'

const MOST_PER_PAGE = 1000
const DAY_MS = 24 * 3_600_000

export interface MessagePage {
  messages: MessageResource[]
  page: number
  page_size: number
  start: number
  end: number
  uri: string
  first_page_uri: string
  previous_page_uri: string | null
  next_page_uri: string | null
}

/**
 * A page of messages, newest first. `DateSent` takes a day in UTC, `DateSent>` and
 * `DateSent<` a day or an instant, both included.
 */
export function listMessages(
  all: readonly StoredMessage[],
  { query, path }: { query: URLSearchParams; path: string },
): MessagePage | TwilioProblem {
  const size = whole(query.get('PageSize'), 50)
  const page = whole(query.get('Page'), 0)
  if (size === null || size < 1 || page === null) return twilioProblem(20001, 'Page size or page is not a number')
  const sent: [string, (at: number, from: number, until: number) => boolean][] = [
    ['DateSent', (at, from) => at >= dayOf(from) && at < dayOf(from) + DAY_MS],
    ['DateSent>', (at, from) => at >= from],
    ['DateSent<', (at, _, until) => at <= until],
  ]
  const filters: ((message: StoredMessage) => boolean)[] = []
  for (const name of ['To', 'From'] as const) {
    const wanted = query.get(name)
    if (wanted !== null) filters.push(({ resource }) => resource[name === 'To' ? 'to' : 'from'] === wanted)
  }
  for (const [name, matches] of sent) {
    const given = query.get(name)
    if (given === null) continue
    const from = Date.parse(given)
    if (Number.isNaN(from)) return twilioProblem(20001, `Invalid date for ${name}: ${given}`)
    const until = /^\d{4}-\d\d-\d\d$/.test(given) ? from + DAY_MS - 1 : from
    filters.push(({ sentAt }) => sentAt !== null && matches(sentAt, from, until))
  }
  const found = all.filter((message) => filters.every((matches) => matches(message))).reverse()
  const perPage = Math.min(size, MOST_PER_PAGE)
  const start = page * perPage
  const shown = found.slice(start, start + perPage)
  const uriOf = (number: number): string => {
    const other = new URLSearchParams(query)
    other.set('PageSize', String(perPage))
    other.set('Page', String(number))
    return `${path}?${other.toString()}`
  }
  return {
    messages: shown.map(({ resource }) => resource),
    page,
    page_size: perPage,
    start,
    end: start + Math.max(shown.length - 1, 0),
    uri: uriOf(page),
    first_page_uri: uriOf(0),
    previous_page_uri: page === 0 ? null : uriOf(page - 1),
    next_page_uri: start + perPage < found.length ? uriOf(page + 1) : null,
  }
}

function dayOf(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS
}

function whole(given: string | null, otherwise: number): number | null {
  if (given === null) return otherwise
  return /^\d{1,6}$/.test(given) ? Number(given) : null
}
