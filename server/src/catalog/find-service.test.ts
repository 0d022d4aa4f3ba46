import { describe, expect, it } from 'vitest'
import { findProvider } from './find-provider.ts'
import { findService, searchServices } from './find-service.ts'
import { priceText } from './price-text.ts'

const service = (name: string, aliases: string[] = [], category = 'skin') => ({
  name,
  slug: name.toLowerCase().replaceAll(' ', '-'),
  aliases,
  category,
  description: `${name} for your skin`,
})
const services = [
  service('Botox', ['tox', 'wrinkle relaxer', 'neuromodulator'], 'injectables'),
  service('Dermal filler', ['filler', 'lip filler', 'juvederm'], 'injectables'),
  service('Laser hair removal', ['lhr', 'laser'], 'laser'),
  service('HydraFacial', ['facial']),
  service('Chemical peel', ['peel']),
  service('IPL photofacial', ['ipl', 'photofacial'], 'laser'),
  service('CoolSculpting', ['body contouring'], 'body'),
]

describe('a service', () => {
  it.each([
    ['Botox', 'Botox'],
    ['botox for my forehead', 'Botox'],
    ['bottox', 'Botox'],
    ['wrinkle relaxers', 'Botox'],
    ['hydra facial', 'HydraFacial'],
    ['HydraFacial®', 'HydraFacial'],
    ['a facial please', 'HydraFacial'],
    ['photo facial', 'IPL photofacial'],
    ['lip fillers', 'Dermal filler'],
    ['laser hair', 'Laser hair removal'],
    ['cool sculpting', 'CoolSculpting'],
    ['chemcial peel', 'Chemical peel'],
  ])('is known by "%s"', (words, expected) => {
    const match = findService(services, words)
    expect(match.kind === 'one' ? match.service.name : match).toBe(expected)
  })

  it('is asked back for when the words fit several, and not guessed when they fit none', () => {
    expect(findService(services, 'botox or chemical peel').kind).not.toBe('none')
    expect(findService(services, 'a haircut')).toEqual({ kind: 'none' })
    expect(findService(services, '')).toEqual({ kind: 'none' })
    expect(findService(services, '🙂')).toEqual({ kind: 'none' })
  })

  it('is found by topic', () => {
    expect(searchServices(services, 'injectables').map(({ name }) => name)).toEqual(['Botox', 'Dermal filler'])
    expect(searchServices(services, '')).toHaveLength(services.length)
    expect(searchServices(services, 'car wash')).toEqual([])
  })
})

describe('a provider', () => {
  const providers = [
    { givenName: 'Dana', familyName: 'Lee', displayName: 'Dr. Lee' },
    { givenName: 'Maya', familyName: 'Cole', displayName: 'Maya Cole, NP' },
    { givenName: 'Maya', familyName: 'Ortiz', displayName: 'Maya Ortiz, RN' },
  ]
  const named = (words: string) => {
    const match = findProvider(providers, words)
    return match.kind === 'one' ? match.provider.displayName : match.kind
  }

  it('is known by any of their names, and anybody is anybody', () => {
    expect(['Dr. Lee', 'doctor lee', 'lee', 'Dana', 'Maya Cole', 'nurse Ortis'].map(named)).toEqual([
      'Dr. Lee',
      'Dr. Lee',
      'Dr. Lee',
      'Dr. Lee',
      'Maya Cole, NP',
      'Maya Ortiz, RN',
    ])
    expect(['anyone', 'no preference', 'first available'].map(named)).toEqual(['anyone', 'anyone', 'anyone'])
    expect(named('Maya')).toBe('several')
    expect(['Smith', 'the doctor'].map(named)).toEqual(['none', 'none'])
  })
})

describe('a price', () => {
  it('is a range or a start, with its note, never one number alone', () => {
    const price = { priceFromCents: 25000, priceToCents: null, priceNote: null, currency: 'USD' }
    expect(priceText(price)).toBe('from $250')
    expect(priceText({ ...price, priceToCents: 60050 })).toBe('$250 to $600.50')
    expect(priceText({ ...price, priceFromCents: 0, priceToCents: 12500 })).toBe('free to $125')
    expect(priceText({ ...price, priceNote: 'most clients need 20–40 units.' })).toBe(
      'from $250; most clients need 20–40 units',
    )
  })
})
