type Style = 'long' | 'short' | 'clock'

const styles: Record<Style, Intl.DateTimeFormatOptions> = {
  long: { weekday: 'long', month: 'long', day: 'numeric', hour: 'numeric', minute: '2-digit' },
  short: {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  },
  clock: { hour: 'numeric', minute: '2-digit' },
}

const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * An instant as the clock at `timeZone` shows it: long for letters, short and with the zone's name for
 * texts, which are read anywhere. A language that is none is English.
 */
export function timeInWords(instant: Date, about: { timeZone: string; language: string; style: Style }): string {
  const { timeZone, language, style } = about
  const key = `${language} ${timeZone} ${style}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(localeOf(language), { timeZone, ...styles[style] })
    formats.set(key, format)
  }
  // ICU sets a narrow no-break space before AM and PM: in a text message that alone takes it out of
  // the short alphabet, and halves what fits.
  const words = format.format(instant).replace(/[\u00a0\u202f]/g, ' ')
  return style === 'short' && language.startsWith('en') ? words.replace(' at ', ', ') : words
}

function localeOf(language: string): string {
  if (language === 'en' || language === 'es') return `${language}-US`
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en-US'
  } catch {
    return 'en-US'
  }
}
