/** What the list of conversations shows; it lives in the address, so that it can be shared, reloaded and gone back to. */
export interface ListFilter {
  search?: string
  channel?: string
  status?: string
  outcome?: string
  /** The `nextCursor` of the page before; absent on the newest page. */
  cursor?: string
}

const names = ['search', 'channel', 'status', 'outcome', 'cursor'] as const

/** "?status=open", or "" when nothing is filtered. */
export function listSearch(filter: ListFilter): string {
  const params = new URLSearchParams()
  for (const name of names) if (filter[name]) params.set(name, filter[name])
  return params.size > 0 ? `?${params}` : ''
}

export function isFiltered({ search, channel, status, outcome }: ListFilter): boolean {
  return [search, channel, status, outcome].some((value) => value !== undefined && value !== '')
}
