import type { Heard } from '../hearing/hear.ts'
import type { Reading } from './reading.ts'

/** What is to be passed on, when it came with the wish: "tell Dr. Lee that I'm running late". */
export function messageIn(heard: Heard): string | null {
  const told = /\b(?:tell|let) (?:dr\.? |doctor |nurse )?[\w ]{2,24}? (?:know )?(?:that|i|i'm|about)\b.*/i.exec(
    heard.text,
  )
  const content = /\b(?:message|note)\b[^.:]{0,24}?(?:[:,-]| that | saying | about )\s*(.{4,})/i.exec(heard.text)?.[1]
  if (content) return content.trim()
  if (told) return told[0].trim()
  return /\bcall|ring|phone|text me|get back\b/.test(heard.plain)
    ? `Please call back. In their words: "${heard.text.trim()}"`
    : null
}

/** For a message about what could not be done. */
export function summaryOf({ goal: current, stalled, mention, when, appointment, lastHeard }: Reading): string | null {
  const goal = current ?? stalled
  const time = [when.day, when.time].filter(Boolean).join(' ')
  if (goal === 'book')
    return `Would like to book ${mention?.words ?? 'an appointment'}${time ? ` (${time})` : ''}. Please get in touch.`
  if (goal === 'move' || goal === 'cancel')
    return `Would like to ${goal} ${appointment?.label ? `the appointment on ${appointment.label}` : 'an appointment'}${time ? ` (${time})` : ''}. Please get in touch.`
  return lastHeard?.questions[0] ? `Asked: ${lastHeard.questions[0].text}` : null
}
