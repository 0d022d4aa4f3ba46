const count = (n: number, one: string, many: string) => `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`
const weeks = (n: number) => (n === 1 ? 'every week' : `every ${n} weeks`)

export const enPlans = {
  title: 'Sessions',
  lead: 'Several sessions of this service? Plan them from here: this appointment is the first.',
  start: 'Start a plan',
  total: 'Sessions in all',
  totalHint: 'With this appointment, 2 to 24.',
  apart: 'How far apart',
  everyWeeks: 'Every so many weeks',
  weeks: 'Weeks',
  betweenDays: 'Within a number of days',
  betweenHint: 'Leaves Ava several days to choose from. At most 28 days from the least to the most.',
  minDays: 'At least (days)',
  maxDays: 'At most (days)',

  progress: ({ planned, total }: { planned: number; total: number }) => `${planned} of ${total} booked or given`,
  given: (n: number) => `${n} given`,
  interval: ({ minDays, maxDays }: { minDays: number; maxDays: number }) => {
    if (minDays !== maxDays) return `${minDays} to ${maxDays} days apart`
    return minDays % 7 === 0 ? weeks(minDays / 7) : `every ${count(minDays, 'day', 'days')}`
  },
  here: 'This appointment',
  all: 'Every session is booked.',
  ended: { active: '', completed: 'All sessions were given.', stopped: 'Stopped. What is booked stays booked.' },

  bookRest: 'Book the rest',
  proposed: 'Proposed dates',
  proposedText: (provider: string) =>
    `With ${provider}, on the same weekday and at the same time where that is possible.`,
  free: 'Free',
  notFree: 'Not free',
  notFreeHint: 'Dates that are not free are left out. What is then missing can be booked after the last session.',
  noneFree: 'None of these dates is free. Move the last session to another time, and look again.',
  book: (n: number) => `Book ${count(n, 'date', 'dates')}`,
  bookFree: (n: number) => `Book the ${count(n, 'free date', 'free dates')}`,
  notNow: 'Not now',
  booked: 'Booked. The customer is told.',
  problems: {
    no_start: 'No session is booked any more, so there is nothing to count from. Stop this plan, and start a new one.',
    too_late:
      'The days after the last session have gone by. Stop this plan, and start a new one from the next appointment.',
  },
  unavailable: 'Ava could not look up this plan just now.',

  stop: 'Stop the plan',
  stopTitle: 'Stop this plan?',
  stopText: 'No more sessions are proposed. What is booked stays booked.',
  keep: 'Keep it',
  stopped: 'The plan is stopped.',
  started: 'The plan is started. Its other sessions are not booked yet.',
}
