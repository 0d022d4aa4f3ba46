import type { Refusal } from '#lib/server/api.ts'

/** An article as it was typed. */
export interface TypedArticle {
  title: string
  body: string
  /** With commas, as in the field. */
  tags: string
  approvedBy: string
}

export function articleIn(form: FormData): TypedArticle {
  const word = (name: string) => String(form.get(name) ?? '').replaceAll('\r\n', '\n')
  return { title: word('title'), body: word('body'), tags: word('tags'), approvedBy: word('approvedBy') }
}

/** As the API takes it. */
export function articleFields({ title, body, tags, approvedBy }: TypedArticle) {
  const words = tags
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
  return { title, body, tags: words, approvedBy: approvedBy.trim() === '' ? null : approvedBy }
}

/** By field, the first thing that is wrong with it. */
export function articleErrors({ fields = {} }: Refusal): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [path, error] of Object.entries(fields)) found[path.split('.')[0] ?? path] ??= error
  return found
}
