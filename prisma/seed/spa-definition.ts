/** What one demo spa is, before any customer comes. Keys (not ids) tie its parts together. */
export interface SpaDefinition {
  /** Fixed, so that links into the demo stay the same after a reset. */
  tenantId: string
  siteKey: string
  name: string
  timeZone: string
  phone: string
  email: string
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
