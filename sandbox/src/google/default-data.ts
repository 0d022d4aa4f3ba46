import { randomBytes, randomUUID } from 'node:crypto'
import type { Account, GoogleData, Role, StoredCalendar, StoredEvent } from './google-data.ts'

export const DEFAULT_CLIENT = { id: 'sandbox-client.apps.googleusercontent.com', secret: 'sandbox-secret' } as const
export const SERVICE_ACCOUNT = 'front-desk@sandbox-calendar.iam.gserviceaccount.com'

interface Home {
  account: Account
  /** Calendar id's first part, the name, and what stands in it every week. */
  calendars: { key: string; name: string; busy: Busy[] }[]
  busy: Busy[]
}

/** [what, days from this Monday, from, to], every week; whole days have no times. */
type Busy = { what: string; days: string; from: string; to: string; isFree?: boolean }

const HOMES: readonly Home[] = [
  {
    account: { email: 'front-desk@glow.example', name: 'Glow Med Spa', timeZone: 'America/New_York' },
    busy: [{ what: 'Stock delivery', days: 'TU', from: '08:30', to: '09:00' }],
    calendars: [
      { key: 'castellano', name: 'Dr. Maya Castellano', busy: [busy('Hospital rounds', 'TU', '10:00', '11:00')] },
      { key: 'raman', name: 'Priya Raman, NP', busy: [busy('Chart review', 'WE', '16:00', '16:45')] },
      { key: 'kowalski', name: 'Hannah Kowalski, RN', busy: [busy('Dentist', 'TH', '13:00', '14:00')] },
      { key: 'delgado', name: 'Sofía Delgado', busy: [busy('School run', 'MO,WE', '17:15', '18:00')] },
      { key: 'lin', name: 'Grace Lin', busy: [busy('Out of office', 'FR', '11:00', '12:30')] },
      { key: 'webb', name: 'Marcus Webb', busy: [busy('Laser safety course', 'TH', '12:00', '13:00')] },
    ],
  },
  {
    account: { email: 'owner@lumen.example', name: 'Dominic Hale', timeZone: 'America/Los_Angeles' },
    busy: [
      busy('Accountant', 'MO', '09:00', '10:00'),
      { what: 'Farmers’ market', days: 'SA', from: '08:00', to: '09:30', isFree: true },
    ],
    calendars: [
      { key: 'okafor', name: 'Dr. Julian Okafor', busy: [busy('Surgery centre', 'WE', '09:00', '12:00')] },
      { key: 'marchetti', name: 'Elena Marchetti, PA', busy: [busy('Supervision', 'TU', '15:00', '15:30')] },
      { key: 'tanaka', name: 'Naomi Tanaka, NP', busy: [busy('Physio', 'TH', '10:30', '11:15')] },
      { key: 'sandoval', name: 'Bea Sandoval, RN', busy: [busy('Vendor training', 'FR', '14:00', '15:00')] },
      { key: 'park', name: 'Chloe Park', busy: [busy('Class', 'TU,TH', '17:00', '18:00')] },
      { key: 'brooks', name: 'Imani Brooks', busy: [busy('Appointment', 'WE', '13:00', '13:45')] },
    ],
  },
]

/** Two accounts with the demonstration spas' calendars, and what is in them from the Monday of the week before. */
export function defaultGoogleData(now: number): GoogleData {
  const data: GoogleData = {
    epoch: randomBytes(6).toString('hex'),
    client: { ...DEFAULT_CLIENT, redirectUris: [], publishing: 'production' },
    serviceAccount: {
      email: SERVICE_ACCOUNT,
      clientId: '104000000000000000001',
      keyId: randomBytes(20).toString('hex'),
      privateKey: null,
      publicKey: null,
      delegatedDomains: ['glow.example', 'lumen.example'],
    },
    accounts: HOMES.map(({ account }) => account),
    calendars: new Map(),
    codes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    channels: new Map(),
    lastEtag: now * 2000,
  }
  for (const { account, busy, calendars } of HOMES) {
    const { email, name, timeZone } = account
    fill(newCalendar(data, { id: email, summary: email, timeZone, owner: email, isPrimary: true }), busy, email, now)
    for (const { key, name: provider, busy } of calendars) {
      const id = `${key}.${email.split('@')[1]?.split('.')[0]}@group.calendar.google.com`
      const shares = { [SERVICE_ACCOUNT]: 'writer' } as const
      const description = `${name}`
      fill(newCalendar(data, { id, summary: provider, description, timeZone, owner: email, shares }), busy, email, now)
    }
  }
  return data
}

export function newCalendar(
  data: GoogleData,
  {
    id,
    summary,
    description = '',
    timeZone,
    owner,
    isPrimary = false,
    shares = {},
  }: {
    id: string
    summary: string
    description?: string
    timeZone: string
    owner: string
    isPrimary?: boolean
    shares?: Record<string, Role>
  },
): StoredCalendar {
  const calendar: StoredCalendar = {
    id,
    summary,
    description,
    timeZone,
    primaryOf: isPrimary ? owner : null,
    roles: new Map<string, Role>([[owner, 'owner'], ...Object.entries(shares)]),
    events: new Map(),
    changes: 1,
    forgottenBefore: 0,
    etag: ++data.lastEtag,
  }
  data.calendars.set(id, calendar)
  return calendar
}

function busy(what: string, days: string, from: string, to: string): Busy {
  return { what, days, from, to }
}

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

function fill(calendar: StoredCalendar, list: readonly Busy[], owner: string, now: number): void {
  const { timeZone } = calendar
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate()
  const monday = today.subtract({ days: today.dayOfWeek - 1 + 7 })
  for (const { what, days, from, to, isFree } of list) {
    const first = monday.add({ days: WEEKDAYS.indexOf(days.slice(0, 2)) })
    const at = (time: string) =>
      first.toPlainDateTime(Temporal.PlainTime.from(time)).toZonedDateTime(timeZone).epochMilliseconds
    const id = randomUUID().replace(/-/g, '').slice(0, 26)
    const event: StoredEvent = {
      id,
      status: 'confirmed',
      createdAt: now,
      updatedAt: now,
      etag: now * 2000 + calendar.events.size,
      change: calendar.changes,
      sequence: 0,
      iCalUID: `${id}@google.com`,
      creator: owner,
      organizer: calendar.id,
      start: { at: at(from), timeZone },
      end: { at: at(to), timeZone },
      recurrence: [`RRULE:FREQ=WEEKLY;BYDAY=${days}`],
      instanceOf: null,
      formerly: [],
      madeBy: null,
      fields: { summary: what, ...(isFree ? { transparency: 'transparent' } : {}) },
    }
    calendar.events.set(id, event)
  }
}
