/**
 * Outside calendars, in the two roles that they can have for a spa.
 *
 * A `CalendarMirror` shows what is booked here and says when somebody is busy elsewhere (Google
 * Calendar): ours is the truth. A `BookingBook` keeps the book: times are searched in it, one is
 * held, client and payment are attached, and the commit makes the appointment. Our own engine is
 * such a book, and so is a cart-style system, where the cart is the hold. A system may have both
 * roles.
 */

/** A half-open span of time. */
export interface TimeSpan {
  startsAt: Date
  endsAt: Date
}

// ---------------------------------------------------------------- The book: search → hold → client → payment → commit

interface WantedVisit {
  /** One after the other; the first is the main one. */
  serviceIds: readonly string[]
  /** Null: any. */
  providerId: string | null
  locationId: string | null
  from: Date
  to: Date
}

/** A time that can be had. `key` is the book's own name for it, good for a while. */
export interface BookableTime extends TimeSpan {
  key: string
  providerId: string
  locationId: string
}

/** A time that is kept. `key` is the book's own name for what keeps it: a hold, a cart. */
export interface Held extends TimeSpan {
  key: string
  expiresAt: Date
}

export interface BookingClient {
  givenName: string
  familyName: string | null
  email: string | null
  phone: string | null
  note: string | null
}

/** Money is never seen here: what paid, or will pay, is named by the payment provider's token. */
type BookingPayment = { kind: 'none' } | { kind: 'token'; token: string; amountCents: number; currency: string }

interface BookedVisit extends TimeSpan {
  /** The book's own ids, one for each service. */
  appointmentIds: string[]
  /** What a person can read out. */
  reference: string
}

type Refused<R extends string> = { ok: false; reason: R }

/** Throws CalendarError when it cannot be asked. Nothing but `commit` makes an appointment. */
export interface BookingBook {
  search(wanted: WantedVisit): Promise<BookableTime[]>
  /** Keeps a time from everybody else, for a while. */
  hold(time: BookableTime): Promise<{ ok: true; held: Held } | Refused<'taken' | 'expired'>>
  attachClient(held: Held, client: BookingClient): Promise<{ ok: true } | Refused<'expired' | 'client_refused'>>
  attachPayment(held: Held, payment: BookingPayment): Promise<{ ok: true } | Refused<'expired' | 'payment_refused'>>
  /** One key per intent: the same key twice is one appointment. */
  commit(
    held: Held,
    intent: { idempotencyKey: string },
  ): Promise<{ ok: true; visit: BookedVisit; isNew: boolean } | Refused<'expired' | 'taken' | 'incomplete'>>
  /** Gives a hold up before its time; one that is gone is given up already. */
  release(held: Held): Promise<void>
  /** The old time is given up only together with the new one being taken. */
  reschedule(
    appointmentId: string,
    to: Held,
  ): Promise<{ ok: true; visit: BookedVisit } | Refused<'expired' | 'not_booked'>>
  /** Cancelled already is success. */
  cancel(appointmentId: string, reason: string | null): Promise<{ ok: true } | Refused<'not_booked'>>
}

// ---------------------------------------------------------------- The mirror

export interface OutsideCalendar {
  id: string
  name: string
  timeZone: string
  /** Without it nothing of ours can be shown there. */
  canWrite: boolean
  isPrimary: boolean
}

/** Which calendar, and the zone in which its whole days begin. */
export interface CalendarPlace {
  externalId: string
  timeZone: string
}

/** Our appointment as it is to be seen in the calendar. */
export interface MirroredEvent extends TimeSpan {
  title: string
  description: string
  /** Leads back to us, for a person who may see more. */
  link: string
  timeZone: string
  appointmentId: string
}

export interface OutsideEvent {
  id: string
  etag: string
  isCancelled: boolean
  /** Null when it is cancelled: then only its id is known for certain. */
  time: TimeSpan | null
  /** Keeps the provider from working: not marked as free, not declined by them. */
  isBusy: boolean
  /** What we noted in it when we wrote it. Times other than these: a person has moved it since. */
  mark: ({ appointmentId: string } & TimeSpan) | null
}

interface Channel {
  id: string
  resourceId: string
  expiresAt: Date
}

/** One account's calendars. Every call throws CalendarError when it gets no proper answer. */
export interface CalendarMirror {
  calendars(): Promise<OutsideCalendar[]>
  /**
   * What changed since a token was given, or everything in the window without one. Repeating
   * events come as their single times. `start_over`: the token is no longer known.
   */
  changes(
    calendar: CalendarPlace,
    since: { token: string } | { window: { from: Date; to: Date } },
  ): Promise<{ ok: true; events: OutsideEvent[]; token: string; timeZone: string } | Refused<'start_over'>>
  /** Null when there never was one. */
  read(calendar: CalendarPlace, eventId: string): Promise<OutsideEvent | null>
  /** `exists`: there is, or was, an event with this id. */
  create(
    calendar: CalendarPlace,
    eventId: string,
    event: MirroredEvent,
  ): Promise<{ ok: true; event: OutsideEvent } | Refused<'exists'>>
  /** Writes over the version with this etag only; brings a cancelled one back. */
  update(
    calendar: CalendarPlace,
    eventId: string,
    change: { event: MirroredEvent; ifMatch: string },
  ): Promise<{ ok: true; event: OutsideEvent } | Refused<'changed' | 'gone'>>
  /** One that is gone is removed already. */
  remove(
    calendar: CalendarPlace,
    eventId: string,
    condition: { ifMatch: string },
  ): Promise<{ ok: true } | Refused<'changed'>>
  /** Asks to be told of changes at `address`. The channel's token comes along with every word. */
  watch(
    calendar: CalendarPlace,
    channel: { id: string; token: string; address: string; expiresAt: Date },
  ): Promise<Channel>
  /** A channel that is gone is stopped already. */
  unwatch(channel: Omit<Channel, 'expiresAt'>): Promise<void>
}

// ---------------------------------------------------------------- Access

/** What opens an account; sealed wherever it is kept. */
export type CalendarCredentials =
  | { kind: 'oauth'; refreshToken: string; accessToken: string | null; expiresAt: number | null }
  | {
      kind: 'service_account'
      email: string
      privateKey: string
      keyId: string | null
      /** In whose name it acts (domain-wide delegation); null: in its own. */
      subject: string | null
      accessToken: string | null
      expiresAt: number | null
    }

export interface CalendarProvider {
  /** Where a person says yes or no. */
  consentUrl(request: { redirectUri: string; state: string; codeChallenge: string; loginHint: string | null }): string
  exchangeCode(request: { code: string; codeVerifier: string; redirectUri: string }): Promise<
    | { ok: true; credentials: CalendarCredentials; account: string; scopes: string[] }
    /** The code is not good; the person did not allow enough; nothing to stay connected with came along. */
    | Refused<'code_refused' | 'scopes_missing' | 'no_refresh_token'>
  >
  /** `onRefreshed` keeps new access tokens; a failure of it is the caller's. */
  open(
    credentials: CalendarCredentials,
    options: { onRefreshed: (credentials: CalendarCredentials) => Promise<void> },
  ): CalendarMirror
  /** Gives the permission back. What is revoked already is success. */
  revoke(credentials: CalendarCredentials): Promise<void>
}

/** Why a calendar gave no proper answer. */
export type CalendarErrorKind =
  /** The permission is gone: only a person can give it again. */
  | 'dead_token'
  /** The account may not do this, or not with this calendar (any more). */
  | 'forbidden'
  | 'quota'
  /** No answer, or one that says that it is broken. */
  | 'unreachable'
  /** An answer that looks well and is not: an error inside, or nothing that can be read. */
  | 'bad_answer'
  /** It does not take what we send: a mistake of ours. */
  | 'refused'

/** Holds no address, token or content: it may be logged. */
export class CalendarError extends Error {
  override name = 'CalendarError'
  readonly kind: CalendarErrorKind
  readonly status: number | undefined
  /** The provider's own word, such as rateLimitExceeded. */
  readonly code: string
  constructor(kind: CalendarErrorKind, details: { status?: number | undefined; code?: string } = {}) {
    super(`The calendar did not answer properly (${[kind, details.status, details.code].filter(Boolean).join(', ')})`)
    this.kind = kind
    this.status = details.status
    this.code = details.code ?? kind
  }
}
