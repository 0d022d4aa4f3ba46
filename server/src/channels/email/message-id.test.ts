import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idOfToken, messageIdOf, outboxIdOf, splitTag, tokenOf, withTag } from './message-id.ts'

describe('a token', () => {
  it('leads back to its id, in whatever case it comes back', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(tokenOf(id)).toHaveLength(25)
        expect(idOfToken(tokenOf(id))).toBe(id)
        expect(idOfToken(tokenOf(id).toUpperCase())).toBe(id)
      }),
    )
  })

  it('is nothing when it is made up', () => {
    for (const token of ['', 'x', 'z'.repeat(25), '0'.repeat(24), `${'0'.repeat(24)}-`])
      expect(idOfToken(token)).toBeNull()
  })
})

it('tells its own Message-IDs from those of others', () => {
  const id = '01930000-0000-7000-8000-000000000001'
  expect(outboxIdOf(messageIdOf(id, 'inbound.example'))).toBe(id)
  expect(outboxIdOf('<abc@mail.example>')).toBeNull()
  expect(outboxIdOf(id)).toBeNull()
})

it('puts a tag into an address, and takes it out', () => {
  expect(withTag('glow@inbound.example', 'abc')).toBe('glow+abc@inbound.example')
  expect(splitTag('Glow+ABC@Inbound.example')).toEqual({ address: 'glow@inbound.example', tag: 'abc' })
  expect(splitTag('glow@inbound.example')).toEqual({ address: 'glow@inbound.example', tag: null })
  expect(splitTag('nonsense')).toEqual({ address: 'nonsense', tag: null })
})
