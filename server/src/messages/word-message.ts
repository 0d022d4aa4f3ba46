import { defaultWording, productLanguages, type ProductLanguage, type Wording } from './default-templates.ts'
import type { MessageChannel, Purpose } from './purposes.ts'
import { parseTemplate, renderTemplate, type Values } from './template-text.ts'

/** The spa's own wording, as it is kept. */
export interface StoredTemplate extends Wording {
  purpose: string
  channel: string
  language: string
}

export interface MessageToWord {
  purpose: Purpose
  channel: MessageChannel
  /** "en", "es-MX" …; of what is written in no such language, the product's own is English. */
  language: string | null
  templates: readonly StoredTemplate[]
  /** By language: dates and the word for the visit read differently in each. */
  values: (language: string) => Values
}

/**
 * The words of a message: the spa's, or the product's where the spa has none or something is missing
 * for them. Throws when even the product's lack a value.
 */
export function wordMessage(message: MessageToWord): Wording {
  const { purpose, channel } = message
  const wanted = languageOf(message.language)
  const own = message.templates.find(
    (one) => one.purpose === purpose && one.channel === channel && one.language === wanted,
  )
  const written = own && render(own, message.values(wanted))
  if (written) return written
  const language = productLanguage(wanted)
  const fallback = render(defaultWording(purpose, channel, language), message.values(language))
  if (!fallback) throw new Error(`A value is missing for the words of ${purpose}`)
  return fallback
}

/** "en" of "en-GB"; English where none is known. */
export function languageOf(tag: string | null): string {
  return /^[a-z]{2,3}/.exec((tag ?? '').toLowerCase())?.[0] ?? 'en'
}

export function productLanguage(language: string): ProductLanguage {
  return productLanguages.find((one) => one === language) ?? 'en'
}

function render({ subject, text }: Wording, values: Values): Wording | null {
  const words = renderOne(text, values)
  if (words === null) return null
  if (subject === null) return { subject: null, text: words }
  const title = renderOne(subject, values)
  return title === null ? null : { subject: title.replace(/\s+/g, ' '), text: words }
}

/** Null: not a template, or something is missing for it. */
function renderOne(template: string, values: Values): string | null {
  const parsed = parseTemplate(template)
  if (!parsed.ok) return null
  const rendered = renderTemplate(parsed.parts, values)
  return rendered.ok && rendered.text.trim() !== '' ? rendered.text.trim() : null
}
