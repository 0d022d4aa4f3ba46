const formats = new Map<string, Record<'label' | 'short' | 'day' | 'clock', Intl.DateTimeFormat>>()

function formatsOf(timeZone: string) {
  let found = formats.get(timeZone)
  if (!found) {
    const clock = { hour: 'numeric', minute: '2-digit' } as const
    found = {
      label: new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'long', month: 'long', day: 'numeric', ...clock }),
      short: new Intl.DateTimeFormat('en-US', {
        timeZone,
        weekday: 'short',
        month: 'short',
        day: 'numeric',
        ...clock,
        timeZoneName: 'short',
      }),
      day: new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'long', month: 'long', day: 'numeric' }),
      clock: new Intl.DateTimeFormat('en-US', { timeZone, ...clock }),
    }
    formats.set(timeZone, found)
  }
  return found
}

// ICU sets a narrow no-break space before AM and PM; plain text and speech want an ordinary one.
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

/** "Tuesday, December 1 at 2:30 PM", as the clock at the location shows it. */
export function slotLabel(instant: Date, timeZone: string): string {
  return plain(formatsOf(timeZone).label.format(instant))
}

/** "2:30 PM". */
export function clockLabel(instant: Date, timeZone: string): string {
  return plain(formatsOf(timeZone).clock.format(instant))
}

/** "Tue, Dec 1, 2:30 PM EST": for text messages, which are read anywhere. */
export function shortSlotLabel(instant: Date, timeZone: string): string {
  return plain(formatsOf(timeZone).short.format(instant)).replace(' at ', ', ')
}

/** "Tuesday, December 1". */
export function dayLabel(date: Temporal.PlainDate): string {
  const noon = date.toZonedDateTime({ timeZone: 'UTC', plainTime: '12:00' })
  return plain(formatsOf('UTC').day.format(noon.epochMilliseconds))
}
