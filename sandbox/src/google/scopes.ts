const BASE = 'https://www.googleapis.com/auth/'

/** What the app may ask for, and how the consent page says it. */
const CALENDAR_SCOPES: Record<string, string> = {
  calendar: 'See, edit, share and permanently delete all the calendars you can access',
  'calendar.readonly': 'See and download any calendar you can access',
  'calendar.events': 'View and edit events on all your calendars',
  'calendar.events.readonly': 'View events on all your calendars',
  'calendar.events.owned': 'See, create, change and delete events on calendars you own',
  'calendar.events.owned.readonly': 'See the events on calendars you own',
  'calendar.events.freebusy': 'See the availability on calendars you have access to',
  'calendar.freebusy': 'View your availability in your calendars',
  'calendar.calendarlist': 'See, add and remove calendars you’re subscribed to',
  'calendar.calendarlist.readonly': 'See the list of calendars you’re subscribed to',
  'calendar.calendars': 'See and change the properties of calendars you have access to, and create secondary calendars',
  'calendar.calendars.readonly': 'See the title, description, default time zone and other properties of calendars',
  'calendar.app.created': 'Make secondary calendars, and see, create, change and delete events on them',
}

const IDENTITY_SCOPES: Record<string, string> = {
  openid: 'Associate you with your personal info on Google',
  email: 'See your primary Google Account email address',
  profile: 'See your personal info, including any that you have made public',
  [`${BASE}userinfo.email`]: 'See your primary Google Account email address',
  [`${BASE}userinfo.profile`]: 'See your personal info, including any that you have made public',
}

/** How the consent page words a scope; undefined when there is no such scope. */
export function scopeWords(scope: string): string | undefined {
  return IDENTITY_SCOPES[scope] ?? (scope.startsWith(BASE) ? CALENDAR_SCOPES[scope.slice(BASE.length)] : undefined)
}

/** Scopes that a person cannot leave out one by one. */
export function isIdentityScope(scope: string): boolean {
  return scope in IDENTITY_SCOPES
}

/** Scopes of which one is enough, by what is done. */
const NEEDS = {
  'calendarList.read': ['calendar', 'calendar.readonly', 'calendar.calendarlist', 'calendar.calendarlist.readonly'],
  'calendars.read': [
    'calendar',
    'calendar.readonly',
    'calendar.calendars',
    'calendar.calendars.readonly',
    'calendar.app.created',
  ],
  'events.read': [
    'calendar',
    'calendar.readonly',
    'calendar.events',
    'calendar.events.readonly',
    'calendar.events.owned',
    'calendar.events.owned.readonly',
    'calendar.events.freebusy',
    'calendar.app.created',
  ],
  'events.write': ['calendar', 'calendar.events', 'calendar.events.owned', 'calendar.app.created'],
  'freebusy.read': ['calendar', 'calendar.readonly', 'calendar.events.freebusy', 'calendar.freebusy'],
  channels: Object.keys(CALENDAR_SCOPES),
} as const

export type Doing = keyof typeof NEEDS

export function mayDo(scopes: readonly string[], doing: Doing): boolean {
  return NEEDS[doing].some((scope) => scopes.includes(BASE + scope))
}
