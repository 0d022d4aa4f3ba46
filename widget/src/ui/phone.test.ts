import { expect, it } from 'vitest'
import { phoneLink, shownPhone } from './phone.ts'

it.each([
  ['+12125550142', '(212) 555-0142'],
  ['212-555-0142', '(212) 555-0142'],
  ['+442079460018', '+442079460018'],
  ['555 GLOW', '555 GLOW'],
])('shows %s as %s', (phone, shown) => {
  expect(shownPhone(phone)).toBe(shown)
})

it('calls the digits, with the plus of a country', () => {
  expect(phoneLink('+1 (212) 555-0142')).toBe('tel:+12125550142')
})
