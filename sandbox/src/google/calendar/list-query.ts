import { ApiProblem, invalid } from './api-problem.ts'
import { emptyRange, instant, isTimeZone } from './times.ts'

/** The parameters of `events.list`. */
export interface ListQuery {
  pageToken: string | null
  syncToken: string | null
  maxResults: number
  singleEvents: boolean
  /** Null when not said. */
  showDeleted: boolean | null
  orderBy: 'startTime' | 'updated' | null
  timeMin: number | null
  timeMax: number | null
  updatedMin: number | null
  timeZone: string | null
  q: string | null
  iCalUID: string | null
  eventTypes: string[]
  /** `key=value`, all of which an event must carry. */
  privateProperties: string[]
  sharedProperties: string[]
}

const STANDARD = ['alt', 'fields', 'key', 'prettyPrint', 'quotaUser', 'userIp']
const IGNORED = ['alwaysIncludeEmail', 'maxAttendees', 'showHiddenInvitations']
const KNOWN = [
  'pageToken',
  'syncToken',
  'maxResults',
  'singleEvents',
  'showDeleted',
  'orderBy',
  'timeMin',
  'timeMax',
  'updatedMin',
  'timeZone',
  'q',
  'iCalUID',
  'eventTypes',
  'privateExtendedProperty',
  'sharedExtendedProperty',
]
/** What cannot stand beside a sync token. */
const WITHOUT_SYNC = [
  'iCalUID',
  'orderBy',
  'privateExtendedProperty',
  'q',
  'sharedExtendedProperty',
  'timeMin',
  'timeMax',
  'updatedMin',
]
const MOST_RESULTS = 2500
const DEFAULT_RESULTS = 250

/** Names that the API does not have: it ignores them. */
export function unknownParameters(query: URLSearchParams): string[] {
  return [...new Set(query.keys())].filter((name) => ![...KNOWN, ...IGNORED, ...STANDARD].includes(name))
}

/** Throws ApiProblem for values, and for combinations, that Google refuses. */
export function readListQuery(query: URLSearchParams): ListQuery {
  const get = (name: string): string | null => query.get(name)
  const syncToken = get('syncToken')
  if (syncToken !== null) {
    const beside = WITHOUT_SYNC.find((name) => query.has(name))
    if (beside) throw invalid('Sync token cannot be used with other query restrictions.', beside)
    if (flag(query, 'showDeleted') === false)
      throw invalid('Sync token cannot be used with showDeleted set to False.', 'showDeleted')
  }
  const singleEvents = flag(query, 'singleEvents') ?? false
  const orderBy = get('orderBy')
  if (orderBy !== null && orderBy !== 'startTime' && orderBy !== 'updated') throw invalid('Invalid Value', 'orderBy')
  if (orderBy === 'startTime' && !singleEvents)
    throw invalid('The requested ordering is not available for the particular query.', 'orderBy')
  const timeMin = time(query, 'timeMin')
  const timeMax = time(query, 'timeMax')
  if (timeMin !== null && timeMax !== null && timeMax <= timeMin) throw emptyRange()
  const timeZone = get('timeZone')
  if (timeZone !== null && !isTimeZone(timeZone)) throw invalid('Invalid Value', 'timeZone')
  const properties = (name: string): string[] => {
    const pairs = query.getAll(name)
    if (pairs.some((pair) => !/^[^=]+=/.test(pair))) throw invalid('Invalid Value', name)
    return pairs
  }
  return {
    pageToken: get('pageToken'),
    syncToken,
    maxResults: results(query),
    singleEvents,
    showDeleted: flag(query, 'showDeleted'),
    orderBy,
    timeMin,
    timeMax,
    updatedMin: time(query, 'updatedMin'),
    timeZone,
    q: get('q'),
    iCalUID: get('iCalUID'),
    eventTypes: query.getAll('eventTypes'),
    privateProperties: properties('privateExtendedProperty'),
    sharedProperties: properties('sharedExtendedProperty'),
  }
}

/** A flag in a query; throws when it is neither true nor false. */
export function flag(query: URLSearchParams, name: string): boolean | null {
  const value = query.get(name)
  if (value === null) return null
  if (value !== 'true' && value !== 'false') throw invalid('Invalid Value', name)
  return value === 'true'
}

/** `maxResults`: a larger one than allowed counts as the largest. */
export function results(query: URLSearchParams, most = MOST_RESULTS, usual = DEFAULT_RESULTS): number {
  const value = query.get('maxResults')
  if (value === null) return usual
  if (!/^\d{1,9}$/.test(value) || Number(value) < 1) throw invalid('Invalid Value', 'maxResults')
  return Math.min(Number(value), most)
}

function time(query: URLSearchParams, name: string): number | null {
  const value = query.get(name)
  if (value === null) return null
  const at = instant(value)
  if (at === null) throw new ApiProblem(400, 'badRequest', 'Bad Request', { parameter: name })
  return at
}
