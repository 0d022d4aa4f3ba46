import type { Column } from './screening/rules.ts'

/** What one demo spa is, before any customer comes. Keys (not ids) tie its parts together. */
export interface SpaDefinition {
  /** Fixed, so that links into the demo stay the same after a reset. */
  tenantId: string
  siteKey: string
  name: string
  timeZone: string
  phone: string
  email: string
  /** What texts and mails come in at, and go out from. */
  addresses: { sms: string; email: string }
  websiteUrl: string
  accentColor: string
  persona: {
    voice: string
    greeting: string
    tone: string
    houseRules: string[]
    suggestions: string[]
    privacyLine: string
  }
  location: {
    name: string
    address: string
    directions: string
    /** The state whose licences count. */
    region: string
    /** By ISO weekday; a day that is missing is closed. */
    hours: Record<string, [string, string][]>
  }
  policies: PolicyDefinition[]
  providers: ProviderDefinition[]
  rooms: { name: string; kind: 'room' | 'device'; purpose: string }[]
  services: ServiceDefinition[]
  articles: ArticleDefinition[]
  staff: { email: string; name: string; role: 'owner' | 'manager' | 'front_desk' | 'provider' }[]
  /** Where its customers' numbers come from. All end in 555-01xx, which nobody has. */
  areaCodes: string[]
  /** How busy it is. */
  volume: { customers: number; visitsPerDay: number; inquiriesPerDay: number }
}

export interface PolicyDefinition {
  name: string
  version: number
  text: string
  cancelWindowHours: number
  feeCents: number
  /** Wall-clock hours when left out. */
  windowClock?: 'wall' | 'business'
  noShowFeeCents?: number
  /** Moving inside the window costs what cancelling does. */
  rescheduleCounts?: boolean
  freeWaivers?: number
  lateAfterMin?: number
  /** Months before today that it took effect. */
  monthsAgo: number
}

export interface ProviderDefinition {
  key: string
  givenName: string
  familyName: string
  displayName: string
  credential: 'MD' | 'NP' | 'PA' | 'RN' | 'aesthetician' | 'laser_operator'
  licenceNumber: string
  licenceState: string
  /** Months from today until the licence ends. */
  licenceMonths: number
  bio: string
  /** Working periods in local time by ISO weekday; a gap is a break. */
  week: Record<string, [string, string][]>
}

export interface ServiceDefinition {
  slug: string
  name: string
  category: string
  description: string
  priceFromCents: number
  priceToCents: number | null
  priceNote: string | null
  depositCents: number
  repeatNote: string | null
  aliases: string[]
  policy: string
  segments: SegmentDefinition[]
  /** Keys of the providers who may perform it. */
  providers: string[]
  minNoticeMin?: number
  horizonDays?: number
  slotIntervalMin?: number
  /** Licences that may perform it; left out: whoever the spa lists. */
  allowedCredentials?: ProviderDefinition['credential'][]
  /** Seats of a group appointment. */
  capacity?: number
  maxPerDay?: number
  /** A person at the spa says yes before it is booked. */
  requiresApproval?: boolean
  /** The consultation that must have been, as a slug, and how long it counts. */
  prerequisite?: { slug: string; validDays: number }
  /** The column of the screening table it is asked by; left out: nothing is asked. */
  screenedAs?: Column
  /** Share of all visits, in per cent. */
  share: number
}

export interface SegmentDefinition {
  name: string
  durationMin: number
  needsProvider: boolean
  needsResources: string[]
  isVisible: boolean
}

export interface ArticleDefinition {
  title: string
  body: string
  tags: string[]
  /** Named for what is clinical: approved words may be read out. */
  approvedBy?: string
}

/** Who may do what by licence: it varies by state, and these are the demo spas'. */
export const licences = {
  examiner: ['MD', 'NP', 'PA'],
  injector: ['MD', 'NP', 'PA', 'RN'],
  skin: ['MD', 'NP', 'PA', 'RN', 'aesthetician'],
  laser: ['MD', 'NP', 'PA', 'RN', 'laser_operator'],
} satisfies Record<string, ProviderDefinition['credential'][]>

/** A good-faith exam within the last year. */
export const yearlyExam = { slug: 'consultation', validDays: 365 }

/** A visit's segments: numbing in the room alone, the treatment, and turning the room over. */
export function visit(options: {
  numbingMin?: number
  treatmentMin: number
  turnOverMin?: number
  in: string[]
}): SegmentDefinition[] {
  const { numbingMin = 0, treatmentMin, turnOverMin = 0, in: needsResources } = options
  const segments = [
    { name: 'Numbing', durationMin: numbingMin, needsProvider: false, needsResources, isVisible: true },
    { name: 'Treatment', durationMin: treatmentMin, needsProvider: true, needsResources, isVisible: true },
    { name: 'Turn-over', durationMin: turnOverMin, needsProvider: false, needsResources, isVisible: false },
  ]
  return segments.filter((segment) => segment.durationMin > 0)
}

/** The same working periods on several weekdays. */
export function on(weekdays: number[], ...periods: [string, string][]): Record<string, [string, string][]> {
  return Object.fromEntries(weekdays.map((day) => [String(day), periods]))
}
