/** `{{name}}` stands for a value; `{{#name}} … {{/name}}` is left out where the value is missing. */
type Part =
  { type: 'text'; text: string } | { type: 'value'; name: string } | { type: 'if'; name: string; parts: Part[] }

export type ParsedTemplate = { ok: true; parts: Part[] } | { ok: false; problem: string }

const tag = /\{\{([#/]?)\s*([^{}]*?)\s*\}\}/g

/** Reads a template; `problem` says in a sentence what is wrong with it. */
export function parseTemplate(template: string): ParsedTemplate {
  const whole: Part[] = []
  let open: { name: string; parts: Part[] } | null = null
  let from = 0
  for (const match of template.matchAll(tag)) {
    const [written, sign, name = ''] = match
    const into: Part[] = open?.parts ?? whole
    pushText(into, template.slice(from, match.index))
    from = match.index + written.length
    if (!/^[a-z_]+$/.test(name)) return { ok: false, problem: `“${written}” names no variable.` }
    if (sign === '') into.push({ type: 'value', name })
    else if (sign === '#') {
      if (open) return { ok: false, problem: `“${written}” begins inside “{{#${open.name}}}”.` }
      open = { name, parts: [] }
    } else {
      if (open?.name !== name) return { ok: false, problem: `“${written}” ends what has not begun.` }
      whole.push({ type: 'if', ...open })
      open = null
    }
  }
  if (open) return { ok: false, problem: `“{{#${open.name}}}” has no “{{/${open.name}}}”.` }
  pushText(whole, template.slice(from))
  const stray = /\{\{|\}\}/.exec(textOf(whole))
  return stray ? { ok: false, problem: `“${stray[0]}” belongs to no variable.` } : { ok: true, parts: whole }
}

/** Every variable that a template names, each once. */
export function variablesOf(parts: readonly Part[]): string[] {
  const names = parts.flatMap((part) => {
    if (part.type === 'text') return []
    return part.type === 'value' ? [part.name] : [part.name, ...variablesOf(part.parts)]
  })
  return [...new Set(names)]
}

export type Values = Readonly<Record<string, string | null | undefined>>

/** The words, or the values that are missing for them: a hole is never sent. */
export function renderTemplate(
  parts: readonly Part[],
  values: Values,
): { ok: true; text: string } | { ok: false; missing: string[] } {
  const missing: string[] = []
  const write = (some: readonly Part[]): string =>
    some
      .map((part) => {
        if (part.type === 'text') return part.text
        const value = valueOf(values, part.name)
        if (part.type === 'if') return value === null ? '' : write(part.parts)
        if (value === null) missing.push(part.name)
        return value ?? ''
      })
      .join('')
  const text = write(parts)
  return missing.length > 0 ? { ok: false, missing } : { ok: true, text }
}

function valueOf(values: Values, name: string): string | null {
  if (!Object.hasOwn(values, name)) return null
  // What somebody typed as their name may hold anything: it stays on its line.
  // eslint-disable-next-line no-control-regex
  const value = (values[name] ?? '').replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim()
  return value === '' ? null : value
}

function pushText(into: Part[], text: string): void {
  if (text !== '') into.push({ type: 'text', text })
}

function textOf(parts: readonly Part[]): string {
  return parts
    .map((part) => (part.type === 'text' ? part.text : part.type === 'if' ? textOf(part.parts) : ''))
    .join(' ')
}
