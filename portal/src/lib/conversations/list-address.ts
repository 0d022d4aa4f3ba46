/** What the list of conversations shows; it lives in the address, so that it can be shared, reloaded and gone back to. */
export interface ListFilter {
  search?: string
  channel?: string
  status?: string
  outcome?: string
  /** "me", "nobody" or a membership's id. */
  assignee?: string
  /** A label's id. */
  label?: string
  /** Days of the spa, as 2026-11-30. */
  from?: string
  to?: string
  /** The `nextCursor` of the page before; absent on the newest page. */
  cursor?: string
}

const filters = ['search', 'channel', 'status', 'outcome', 'assignee', 'label', 'from', 'to'] as const
const names = [...filters, 'cursor'] as const

/** "?status=open", or "" when nothing is filtered. */
export function listSearch(filter: ListFilter): string {
  const params = new URLSearchParams()
  for (const name of names) if (filter[name]) params.set(name, filter[name])
  return params.size > 0 ? `?${params}` : ''
}

export function isFiltered(filter: ListFilter): boolean {
  return filters.some((name) => filter[name] !== undefined && filter[name] !== '')
}
