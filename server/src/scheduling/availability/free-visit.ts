/** Time of one resource, in epoch milliseconds, for one service of a visit (counted from 0). */
export interface TakenTime {
  resourceId: string
  start: number
  end: number
  part: number
}

/** The seats of a group appointment at one time. */
export interface GroupSeats {
  /** The session that somebody sits in already; null: this booking would open it. */
  id: string | null
  capacity: number
  /** For who asks: seats that they hold themselves and those of expired holds are left. */
  seatsLeft: number
}

/** A time for one service, with a concrete assignment. */
export interface FreeSlot {
  providerId: string
  locationId: string
  start: number
  /** The end of the last visible segment: what the customer is told. */
  end: number
  /**
   * What booking it takes: one entry for each segment and resource. Of a group session that is
   * there already, what it has taken.
   */
  occupations: TakenTime[]
  /** Null: the service is for one person at a time. */
  groupSession: GroupSeats | null
}

/** One service of a visit. */
export interface VisitPart {
  serviceId: string
  providerId: string
  start: number
  /** As in FreeSlot. */
  end: number
  groupSession: GroupSeats | null
}

/** One service or several, one after the other, at one location. */
export interface FreeVisit {
  parts: VisitPart[]
  locationId: string
  /** The first part's start and the last part's end. */
  start: number
  end: number
  /** Of all parts. */
  occupations: TakenTime[]
}

/** A slot as the visit that it is. */
export function visitOfSlot(slot: FreeSlot, serviceId: string): FreeVisit {
  const { providerId, locationId, start, end, occupations, groupSession } = slot
  return { parts: [{ serviceId, providerId, start, end, groupSession }], locationId, start, end, occupations }
}
