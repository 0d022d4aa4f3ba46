/** Everything the portal says, in English. Sentence case; say what happened and what to do. */
import type { Channel, ConversationDetail, ConversationSummary } from '@ava/protocol/portal/conversations.ts'
import type { SpaMembership } from '@ava/protocol/portal/me.ts'
import { enAccess } from './en-access.ts'
import { enAppointments } from './en-appointments.ts'
import { enCalendar } from './en-calendar.ts'
import { enCalendars } from './en-calendars.ts'
import { enCommands } from './en-commands.ts'
import { enCustomers } from './en-customers.ts'
import { enDevelopers } from './en-developers.ts'
import { enForms } from './en-forms.ts'
import { enInbox } from './en-inbox.ts'
import { enKnowledge } from './en-knowledge.ts'
import { enLook } from './en-look.ts'
import { enMessaging } from './en-messaging.ts'
import { enPersona, enSimulator } from './en-persona.ts'
import { enPlans } from './en-plans.ts'
import { enRecords } from './en-records.ts'
import { enSetUp } from './en-set-up.ts'
import { enTasks } from './en-tasks.ts'
import { enToday } from './en-today.ts'

type ChannelName = (typeof Channel)['options'][number]
type OutcomeName = NonNullable<ConversationSummary['outcome']>
type StatusName = ConversationSummary['status']
type AppointmentStatus = ConversationDetail['appointments'][number]['status']

const count = (n: number, one: string, many: string) => `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`
const list = (names: string[]) => new Intl.ListFormat('en-US', { type: 'conjunction' }).format(names)

export const en = {
  /** For `Intl`. */
  localeTag: 'en-US',
  product: 'Ava',
  pageTitle: (...parts: string[]) => [...parts, 'Ava'].join(' · '),

  access: enAccess,

  signIn: {
    title: 'Sign in',
    heading: 'Sign in to Ava',
    lead: 'Your front desk: every conversation, booking and message in one place.',
    email: 'Email',
    password: 'Password',
    submit: 'Sign in',
    working: 'Signing in…',
    problems: 'You are not signed in yet',
    noEmail: 'Enter the email address you sign in with.',
    badEmail: 'That is not an email address. It looks like name@yourspa.com.',
    noPassword: 'Enter your password.',
    wrong: 'That email and password do not belong together. Check both and try again.',
    tooMany: 'Too many tries in a short time. Wait a minute, then try again.',
    unavailable: 'Sign-in is not answering just now. Try again in a moment.',
    signedOut: 'You are signed out.',
  },

  shell: {
    skip: 'Skip to the content',
    skipToConversation: 'Skip to the conversation',
    navigation: 'Main',
    conversations: 'Conversations',
    inbox: 'Inbox',
    tasks: 'Tasks',
    appointments: 'Appointments',
    day: 'Day',
    setUp: 'Set-up',
    setUpPages: 'Pages of the set-up',
    withheld: (names: string[]) =>
      `Ava offers no times for ${list(names)}: ${names.length === 1 ? 'the calendar does' : 'their calendars do'} not answer. What is booked already stays.`,
    withheldTitle: 'Calendar not connected',
    reconnect: 'Reconnect',
    account: 'Account',
    chooseAnotherSpa: 'Choose another spa',
    yourSpas: 'Your spas',
    signOut: 'Sign out',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    language: 'Language',
    /** Each in its own words. */
    languages: { en: 'English', es: 'Español' },
    liveNow: 'Talking with Ava now',
    liveMore: (n: number) => `and ${count(n, 'more', 'more')}`,
    sandbox: 'Sandbox',
    sandboxed: (names: string[]) =>
      `Sandbox: ${list(names)} ${names.length === 1 ? 'is a stand-in' : 'are stand-ins'}. Nothing reaches real people.`,
    connection: { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting' },
    connectionHint: {
      connecting: 'Connecting to live updates.',
      live: 'This page updates by itself.',
      reconnecting: 'The connection was lost. What you see may be out of date until it is back.',
    },
    roles: {
      owner: 'Owner',
      manager: 'Manager',
      front_desk: 'Front desk',
      provider: 'Provider',
      agency: 'Agency',
    } satisfies Record<SpaMembership['role'], string>,
  },

  channels: {
    voice: 'Voice',
    chat: 'Chat',
    sms: 'Text',
    email: 'Email',
    phone: 'Phone',
  } satisfies Record<ChannelName, string>,

  outcomes: {
    booked: 'Booked',
    moved: 'Moved',
    cancelled: 'Cancelled',
    answered: 'Answered',
    message_taken: 'Message taken',
    transferred: 'Handed over',
    emergency: 'Emergency',
    abandoned: 'Left early',
  } satisfies Record<OutcomeName, string>,

  statuses: {
    open: 'Open',
    locked: 'People only',
    with_person: 'With a person',
    resolved: 'Resolved',
    ended: 'Ended',
  } satisfies Record<StatusName, string>,

  conversations: {
    title: 'Conversations',
    search: 'Search conversations',
    searchPlaceholder: 'Names, numbers and words',
    submitSearch: 'Search',
    filterChannel: 'Channel',
    filterStatus: 'Status',
    filterOutcome: 'Outcome',
    apply: 'Apply filters',
    clear: 'Clear filters',
    timesIn: (zone: string) => `Times in ${zone}`,
    visitor: 'Visitor',
    noMessage: 'Nothing said yet',
    messages: (n: number) => count(n, 'message', 'messages'),
    openTasks: (n: number) => count(n, 'task', 'tasks'),
    talkingNow: 'Talking now',
    chattingNow: 'Chatting now',
    older: 'Older',
    newest: 'Back to the newest',
    pages: 'Pages of conversations',
    emptyTitle: 'No conversations yet',
    emptyText: 'As soon as somebody talks or writes to Ava on your site, it shows here.',
    emptyAction: 'Talk to Ava on the sample site',
    noMatchTitle: 'Nothing matches',
    noMatchText: 'No conversation fits this search and these filters.',
    endOfList: 'Nothing older fits.',
    chooseTitle: 'No conversation chosen',
    chooseText: 'Choose one from the list to read it here.',
    loadingList: 'Loading the list',
  },

  conversation: {
    back: 'All conversations',
    loading: 'Loading the conversation',
    transcript: 'Transcript',
    details: 'Details',
    view: 'What to show',
    emptyTranscript: 'Nothing has been said yet.',
    authors: { customer: 'Customer', visitor: 'Visitor', ava: 'Ava', staff: 'Front desk', system: 'Notice' },
    cutOff: 'cut off here',
    said: (author: string, text: string) => `${author}: ${text}`,
    newMessages: (n: number) => count(n, 'new message', 'new messages'),
    toLatest: 'To the latest',
    toolRunning: 'working on it',
    aiPaused: 'Ava is silent here: a person answers.',

    summary: 'Summary',
    noSummaryLive: 'Ava writes a summary when the conversation ends.',
    noSummary: 'There is no summary of this conversation.',
    tasks: 'Tasks',
    customer: 'Customer',
    unknownCustomer: 'Nobody Ava knows yet. Name and contact appear here once the visitor gives them.',
    noContact: 'No phone number or email yet.',
    kinds: { phone: 'Phone', email: 'Email' },
    verified: 'Verified',
    claimed: 'Claimed',
    verifiedHint: 'Proved with a code',
    claimedHint: 'Said by the person, not proved',
    appointments: 'Appointments',
    with: (provider: string) => `with ${provider}`,
    appointmentStatuses: {
      requested: 'Asked for, waiting for your yes',
      pending_review: 'Waiting for review',
      booked: 'Booked',
      checked_in: 'Here',
      completed: 'Completed',
      cancelled: 'Cancelled',
      no_show: 'Did not come',
    } satisfies Record<AppointmentStatus, string>,
    call: 'Call',
    callNumber: (n: number) => `Call ${n}`,
    duration: 'Length',
    ongoing: 'Under way',
    turns: 'Turns',
    interruptions: 'Interruptions',
    medianResponse: 'Median response',
    model: 'Model',
    facts: 'About',
    started: 'Started',
    ended: 'Ended',
    endReason: 'Ended because',
    page: 'Page',
    messageCount: 'Messages',
    cost: 'AI cost',
    reference: 'Reference',
    unknown: '–',
  },

  widget: {
    title: 'Widget',
    section: 'Set-up',
    lead: 'Put Ava on your website: paste the code into its pages, and say which websites may show her.',
    codeTitle: 'Code for your website',
    codeText: 'Paste it into every page, just before </head>. Site builders call this “custom code” or “header code”.',
    codeLabel: 'Code',
    copy: 'Copy',
    copied: 'Copied. Paste it into your website now.',
    notCopied: 'The browser did not allow copying. Select the code and copy it yourself.',
    websitesTitle: 'Allowed websites',
    websitesText: 'Ava appears on these addresses and nowhere else. With and without www. are two addresses.',
    emptyTitle: 'No website yet',
    emptyText: 'Ava cannot appear on your website until you add its address here.',
    remove: 'Remove',
    removeOne: (origin: string) => `Remove ${origin}`,
    address: 'Address of the website',
    addressHint: 'For example https://www.yourspa.com',
    add: 'Add website',
    added: (origin: string) => `Ava may now appear on ${origin}.`,
    removed: (origin: string) => `Ava no longer appears on ${origin}.`,
    readOnly: 'Owners, managers and agencies can change this list.',
  },

  look: enLook,
  developers: enDevelopers,
  tasks: enTasks,
  setUp: enSetUp,
  forms: enForms,
  today: enToday,
  appointments: enAppointments,
  plans: enPlans,
  calendar: enCalendar,
  calendars: enCalendars,
  inbox: enInbox,
  customers: enCustomers,
  records: enRecords,
  commands: enCommands,
  messaging: enMessaging,
  persona: enPersona,
  simulator: enSimulator,
  knowledge: enKnowledge,

  /** By the server's codes. */
  endReasons: {
    visitor: 'The visitor left',
    ava: 'Ava said goodbye',
    idle: 'Nobody spoke any more',
    limit: 'Longest time or cost reached',
    upstream_down: 'Voice service not reached',
    handed_over: 'Handed over to a person',
    locked: 'A red flag was heard',
    error: 'Something went wrong',
  },

  time: {
    now: 'now',
    minutesAgo: (n: number) => `${n} min ago`,
    hoursAgo: (n: number) => `${n} h ago`,
    today: 'Today',
    yesterday: 'Yesterday',
    seconds: (n: string) => `${n} s`,
    minutes: (n: number) => `${n} min`,
    hours: (n: number) => `${n} h`,
  },

  money: {
    under: (amount: string) => `under ${amount}`,
  },

  problem: {
    late: 'The server took too long to answer. Try again in a moment.',
    unreachable: 'The server is not answering just now. Try again in a moment.',
    noSpa: 'You are signed in, but belong to no spa yet. Ask the owner of your spa to invite you.',
    foreignForm: 'This form was sent from another site, so nothing was done. Open the portal and try there.',
    byStatus: (status: number): string => {
      if (status === 403) return 'You may not see this. If you should, ask the owner of the spa for access.'
      if (status === 404)
        return 'There is nothing at this address. It may have been removed, or belongs to another spa.'
      if (status === 429) return 'That was too much at once. Wait a minute, then try again.'
      if (status >= 500) return 'Something broke on our side. Try again in a moment.'
      return 'That did not work. Go back and try again.'
    },
    titles: (status: number): string => {
      if (status === 403) return 'No access'
      if (status === 404) return 'Not found'
      if (status === 503 || status === 504) return 'No answer from the server'
      return status >= 500 ? 'Something broke' : 'That did not work'
    },
    retry: 'Try again',
    home: 'To your conversations',
    quote: (requestId: string) => `Quote this to support: ${requestId}`,
  },
}
