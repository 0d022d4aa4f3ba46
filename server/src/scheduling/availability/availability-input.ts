import type { OpeningHours } from '../../tenants/settings.ts'
import type { Interval } from './intervals.ts'
import type { DayException, WeeklyPeriod } from './working-periods.ts'

// All that decides which times are free. Instants are epoch milliseconds, days are as `2026-12-24`.

export interface VisitSegment {
  durationMin: number
  needsProvider: boolean
  /** Purposes: one resource of each is taken for this segment. */
  needsResources: readonly string[]
  /** Part of what the customer is told (turn-over is not). */
  isVisible: boolean
}

/** A consultation of the customer, booked or completed, that another service asks for. */
export interface Consultation {
  end: number
  /** What starts at or after this is too late for it. */
  validUntil: number
}

export interface AvailabilityService {
  id: string
  segments: readonly VisitSegment[]
  minNoticeMin: number
  /** Local days after today on which a visit may still start. */
  horizonDays: number
  /** Starts lie on multiples of this after local midnight. */
  slotIntervalMin: number
  /** Who may perform it, by the spa's own list. */
  eligibleProviderIds: ReadonlySet<string>
  /** Who may perform it, by licence (MD, NP, RN …); empty: whoever the spa lists. */
  allowedCredentials: readonly string[]
  /** Seats: more than one makes it a group appointment. */
  capacity: number
  /** Appointments on one local day at one location; null: as many as fit. */
  maxPerDay: number | null
  prerequisite: {
    serviceId: string
    /** Null: it is not known whose visit it is, and whoever books it checks. */
    consultations: readonly Consultation[] | null
  } | null
}

export interface AvailabilityLocation {
  id: string
  timeZone: string
  /** The state whose licences count here; null: not checked. */
  region: string | null
  hours: OpeningHours
  /** Holidays and other hours. */
  exceptions: readonly DayException[]
}

export interface AvailabilityProvider {
  id: string
  /** What is occupied when this provider works. */
  resourceId: string
  homeLocationId: string
  credential: string
  licenceState: string | null
  /** The last local day on which the licence holds; null: no end known. */
  licensedUntil: string | null
  /** Appointments on one local day, wherever; null: as many as fit. */
  maxPerDay: number | null
  schedules: readonly WeeklyPeriod[]
  exceptions: readonly DayException[]
}

/** A room or a device. */
export interface AvailabilityResource {
  id: string
  purpose: string
  locationId: string
}

/** Time of one resource. */
export interface ResourceTime extends Interval {
  resourceId: string
}

/** A group appointment that is there already. */
export interface Session extends Interval {
  id: string
  serviceId: string
  providerId: string
  locationId: string
  capacity: number
  /** See GroupSeats. */
  seatsLeft: number
  occupations: readonly ResourceTime[]
}

/** An appointment or a hold that counts towards the limits of its day. */
export interface CountedVisit {
  serviceId: string
  providerId: string
  locationId: string
  start: number
}

/** The spa, as far as free times depend on it. */
export interface Spa {
  now: number
  locations: readonly AvailabilityLocation[]
  /** In the order in which they are offered at the same time. */
  providers: readonly AvailabilityProvider[]
  resources: readonly AvailabilityResource[]
  occupations: readonly ResourceTime[]
  /** Time off and outside events that lie under something of the asking person's own or under a session: busy too. */
  blocked: readonly ResourceTime[]
  sessions: readonly Session[]
  /** For every local day that is asked about, where anything is limited. */
  counted: readonly CountedVisit[]
}

/** What is asked: one service after the other, the visit starting at or after `from` and before `to`. */
export interface VisitInput extends Spa, Question {
  services: readonly AvailabilityService[]
}

export interface Question {
  from: number
  to: number
}
