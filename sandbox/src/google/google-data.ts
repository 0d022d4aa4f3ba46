/** Everything that the sandbox's Google remembers: plain values and Maps, so that it can be kept in a file. */
export interface GoogleData {
  /** Tells one beginning from another: sync tokens of an earlier one are gone. */
  epoch: string
  client: OAuthClient
  serviceAccount: ServiceAccount
  accounts: Account[]
  /** By id. */
  calendars: Map<string, StoredCalendar>
  /** By code. */
  codes: Map<string, AuthorizationCode>
  /** By access token. */
  accessTokens: Map<string, AccessToken>
  /** By refresh token. */
  refreshTokens: Map<string, RefreshToken>
  /** By channel id. */
  channels: Map<string, Channel>
  /** The last number used in an etag. */
  lastEtag: number
}

/** The app that asks for access, as the cloud console knows it. */
export interface OAuthClient {
  id: string
  secret: string
  /** Exactly these, or every https and loopback address when there is none. */
  redirectUris: string[]
  /** In testing a refresh token dies after seven days. */
  publishing: 'production' | 'testing'
}

export interface ServiceAccount {
  email: string
  clientId: string
  keyId: string
  /** PKCS#8 PEM; made when it is first asked for. */
  privateKey: string | null
  publicKey: string | null
  /** Accounts in whose name it may act: domain-wide delegation. */
  delegatedDomains: string[]
}

/** Somebody with a Google account. */
export interface Account {
  email: string
  name: string
  timeZone: string
}

export type Role = 'freeBusyReader' | 'reader' | 'writer' | 'owner'

export interface StoredCalendar {
  id: string
  summary: string
  description: string
  timeZone: string
  /** The account whose main calendar this is. */
  primaryOf: string | null
  /** By account or service account. */
  roles: Map<string, Role>
  /** By id, the deleted ones too. */
  events: Map<string, StoredEvent>
  /** Counts writes; sync tokens are positions in it. */
  changes: number
  /** Positions before this are forgotten: 410. */
  forgottenBefore: number
  etag: number
}

/** An instant with the zone it was written in, or a whole day. `at` in milliseconds since 1970. */
export type StoredTime = { at: number; timeZone: string } | { date: string }

export interface Span {
  start: StoredTime
  end: StoredTime
}

export interface StoredEvent extends Span {
  id: string
  status: 'confirmed' | 'tentative' | 'cancelled'
  createdAt: number
  updatedAt: number
  etag: number
  /** The calendar's `changes` at its last write. */
  change: number
  sequence: number
  iCalUID: string
  creator: string
  organizer: string
  recurrence: string[]
  /** One time of a series that differs from it: the series, and where it would have been. */
  instanceOf: { id: string; originally: StoredTime } | null
  /** What a series was before, so that times that are no more can be told as cancelled. */
  formerly: (Span & { recurrence: string[] })[]
  /** The app or service account that made it; null: a person did. */
  madeBy: string | null
  /** summary, description, location, attendees …: kept as they came. */
  fields: Record<string, unknown>
}

export interface AuthorizationCode {
  account: string
  clientId: string
  redirectUri: string
  scopes: string[]
  challenge: { value: string; method: 'S256' | 'plain' } | null
  nonce: string | null
  /** Whether a refresh token comes with it. */
  isOffline: boolean
  expiresAt: number
}

export interface AccessToken {
  /** The account in whose name it acts. */
  account: string
  clientId: string
  scopes: string[]
  expiresAt: number
  /** The refresh token it came from. */
  from: string | null
}

export interface RefreshToken {
  account: string
  clientId: string
  scopes: string[]
  issuedAt: number
  usedAt: number
  /** Null: does not die of age. */
  expiresAt: number | null
  isRevoked: boolean
}

export interface Channel {
  id: string
  resourceId: string
  resourceUri: string
  calendarId: string
  account: string
  clientId: string
  address: string
  token: string | null
  expiresAt: number
  lastMessage: number
}
