import { describe, expect, it } from 'vitest'
import { maskedContact, readContacts } from './contact.ts'
import { normaliseEmail } from './email.ts'
import { cleanWords, namesAgree } from './names.ts'
import { normalisePhone, readablePhone } from './phone.ts'

describe('a phone number', () => {
  it.each([
    ['(212) 555-0111', '+12125550111'],
    ['212 555 0111', '+12125550111'],
    ['1-212-555-0111', '+12125550111'],
    ['+44 20 7946 0018', '+442079460018'],
    ['two one two, five five five, zero one one one', '+12125550111'],
    ['two one two triple five oh double one one', '+12125550111'],
    ['my number is 212.555.0111', '+12125550111'],
    ['555-0111', null],
    ['12', null],
    ['', null],
    ['🙂', null],
    ['+1'.repeat(500), null],
  ])('%s → %s', (words, expected) => {
    expect(normalisePhone(words)).toBe(expected)
  })

  it('is read as people write it', () => {
    expect(readablePhone('+12125550111')).toBe('(212) 555-0111')
    expect(readablePhone('+442079460018')).toBe('+44 20 7946 0018')
  })
})

describe('an email address', () => {
  it.each([
    ['Jane@Example.COM', 'jane@example.com'],
    [' jane.doe+spa@example.co.uk. ', 'jane.doe+spa@example.co.uk'],
    ['jane dot doe at example dot com', 'jane.doe@example.com'],
    ['jane@', null],
    ['jane@example', null],
    ['a@b@c.com', null],
    ['jane@example.com\r\nBcc: all@example.com', null],
  ])('%s → %s', (words, expected) => {
    expect(normaliseEmail(words)).toBe(expected)
  })
})

describe('contacts', () => {
  it('are read together, and what cannot be read is named', () => {
    expect(readContacts({ phone: '2125550111', email: 'nonsense' })).toEqual({
      contacts: [{ kind: 'phone', value: '+12125550111' }],
      wrong: ['email'],
    })
  })

  it('are shown so that only their owner recognises them', () => {
    expect(maskedContact({ kind: 'phone', value: '+12125550111' })).toBe('the number ending in 0111')
    expect(maskedContact({ kind: 'email', value: 'jane@example.com' })).toBe('j…@example.com')
  })
})

describe('names', () => {
  const name = (words: string) => {
    const [givenName, familyName] = words.split('/')
    return { givenName: givenName!, familyName: familyName ?? null }
  }

  it.each([
    ['Jane/Doe', 'jane/DOE', true],
    ['José/García', 'Jose/Garcia', true],
    ['Jane', 'Jane/Doe', true],
    ['Jane Doe', 'Jane/Doe', true],
    ['Mary Ann/Smith', 'Mary/Smith', true],
    ['נועה/כהן', 'נועה/כהן', true],
    ['🌸', '🌸', true],
    ['Jane/Doe', 'Jane/Smith', false],
    ['Jane/Doe', 'Zoe/Doe', false],
    ['🌸', '🌼', false],
    ['', '', false],
  ])('%s and %s agree: %s', (a, b, expected) => {
    expect(namesAgree(name(a), name(b))).toBe(expected)
    expect(namesAgree(name(b), name(a))).toBe(expected)
  })

  it('keep every script and emoji, and lose what turns text around', () => {
    expect(cleanWords('  👩‍⚕️ مريم\u202e\u0007 ', 50)).toBe('👩‍⚕️ مريم')
    expect(cleanWords('😀'.repeat(300), 100)).toBe('😀'.repeat(100))
  })
})
