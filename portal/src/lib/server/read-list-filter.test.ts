import { describe, expect, it } from 'vitest'
import { listSearch } from '#lib/conversations/list-address.ts'
import { readListFilter } from './read-list-filter.ts'

describe('the filter in the address', () => {
  it('comes back as it was written', () => {
    const filter = { search: 'José & co', channel: 'voice', status: 'open', outcome: 'booked', cursor: 'abc' }
    expect(readListFilter(new URLSearchParams(listSearch(filter)))).toEqual(filter)
  })

  it('leaves out what is empty or unknown', () => {
    const params = new URLSearchParams('?search=%20&channel=fax&status=open&outcome=')
    expect(readListFilter(params)).toEqual({ status: 'open' })
    expect(readListFilter(new URLSearchParams({ search: 'a'.repeat(201) }))).toEqual({})
    expect(listSearch({})).toBe('')
  })
})
