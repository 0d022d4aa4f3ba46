/** Markup that is safe to send as it is. Made only by `html`. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Value = string | number | Html | null | false | readonly Html[]

function isList(value: Value): value is readonly Html[] {
  return Array.isArray(value)
}

/** A template whose values are escaped; markup comes only from templates. */
export function html(pieces: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(pieces.reduce((text, piece, index) => text + written(values[index - 1] ?? null) + piece))
}

function written(value: Value): string {
  if (value === null || value === false) return ''
  if (value instanceof Html) return value.text
  if (isList(value)) return value.map((one) => one.text).join('')
  return escape(String(value))
}

function escape(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
}
