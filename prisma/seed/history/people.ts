import type { Random } from '../random.ts'
import { someName, type PersonName } from './names.ts'

export interface Person extends PersonName {
  id: string
  phone: string | null
  email: string | null
  isVerified: boolean
  createdAt: Date
  /** Local days on which this person has an appointment. */
  visits: Set<string>
}

/** Makes people one after the other; no two share a number or an address. */
export function createPeople(options: { random: Random; areaCodes: string[] }): {
  all: Person[]
  add(createdAt: Date): Person
} {
  const { random, areaCodes } = options
  const all: Person[] = []
  const add = (createdAt: Date) => {
    const name = someName(random)
    const phone = random.chance(0.93) ? phoneNumber(all.length, areaCodes) : null
    const person: Person = {
      ...name,
      id: random.uuid(createdAt),
      phone,
      email: phone === null || random.chance(0.78) ? `${emailName(name, random)}${all.length + 11}@example.com` : null,
      isVerified: random.chance(0.6),
      createdAt,
      visits: new Set(),
    }
    all.push(person)
    return person
  }
  return { all, add }
}

/** 555-0100 to 555-0199 belong to nobody, in every area code. */
function phoneNumber(index: number, areaCodes: string[]): string {
  const areaCode = areaCodes[index % areaCodes.length]
  const line = Math.floor(index / areaCodes.length)
  if (line > 99) throw new Error('There are more people than fictitious numbers: add area codes')
  return `+1${areaCode}5550${100 + line}`
}

function emailName({ plain }: PersonName, random: Random): string {
  return random.pick([
    `${plain.given}.${plain.family}`,
    `${plain.given[0]}${plain.family}`,
    `${plain.given}${plain.family[0]}`,
  ])
}
