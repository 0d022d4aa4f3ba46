export const enCalendars = {
  title: 'Calendars',
}
