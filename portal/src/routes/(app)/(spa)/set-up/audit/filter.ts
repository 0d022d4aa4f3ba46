const names = ['who', 'about', 'from', 'to', 'cursor'] as const

/** What the address narrows the log by; empty fields do not. */
export function filterOf(search: URLSearchParams): Partial<Record<(typeof names)[number], string>> {
  return Object.fromEntries(names.flatMap((name) => (search.get(name) ? [[name, search.get(name)!]] : [])))
}
