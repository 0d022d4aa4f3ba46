import { expect, it } from 'vitest'
import { formatPhone } from './phone.ts'

it.each([
  ['+12015550128', '(201) 555-0128'],
  ['+442079460018', '+442079460018'],
  ['+1201555012', '+1201555012'],
  ['201 555 0128', '201 555 0128'],
])('a phone number %s reads %s', (e164, words) => expect(formatPhone(e164)).toBe(words))
