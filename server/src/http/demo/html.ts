/** Markup that is safe to send: everything put into it has been escaped, or is such markup itself. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | Markup | null | readonly Markup[]

/** Writes HTML; strings that are put in are escaped, null is left out. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  const text = strings.reduce((before, piece, index) => before + write(parts[index - 1] ?? null) + piece)
  return new Markup(text)
}

function write(part: Part): string {
  if (part === null) return ''
  if (part instanceof Markup) return part.text
  if (typeof part === 'object') return part.map((inner) => inner.text).join('')
  return String(part).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
