/** An action's code in words: "appointment.fee_waived" → "Appointment: fee waived". */
export function actionWords(action: string, subjectType: string): string {
  const [about, what] = action.includes('.')
    ? [action.slice(0, action.indexOf('.')), action.slice(action.indexOf('.') + 1)]
    : [subjectType, action]
  return `${capital(plain(about))}: ${plain(what)}`
}

/** The names of fields that are codes of ours. */
const hidden = /(^|_)(id|ids|hash|token|key|secret)$|Id$|Ids$|Hash$|Token$|Secret$/
const LONGEST = 200

/** What was noted with it, in words; ids and secrets are left out. */
export function detailWords(data: unknown): { label: string; value: string }[] {
  if (typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([key, value]) => {
    if (hidden.test(key)) return []
    const text = valueWords(value)
    return text === '' ? [] : [{ label: capital(plain(key)), value: text }]
  })
}

function valueWords(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string' || typeof value === 'number') return shortened(String(value))
  if (Array.isArray(value))
    return shortened(
      value
        .map(valueWords)
        .filter((one) => one !== '')
        .join(', '),
    )
  if (typeof value === 'object' && 'from' in value && 'to' in value) {
    return `${valueWords(value.from) || 'nothing'} → ${valueWords(value.to) || 'nothing'}`
  }
  return shortened(
    detailWords(value)
      .map((one) => `${one.label}: ${one.value}`)
      .join('; '),
  )
}

function plain(code: string): string {
  return code
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_.]/g, ' ')
    .toLowerCase()
}
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const shortened = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
