import type { Random } from '../random.ts'

// Names as a big city has them.
type Name = [name: string]

const women: Name[] = [
  ['Emma'],
  ['Olivia'],
  ['Ava'],
  ['Sophia'],
  ['Isabella'],
  ['Mia'],
  ['Camila'],
  ['Aaliyah'],
  ['Jasmine'],
  ['Rachel'],
  ['Megan'],
  ['Danielle'],
  ['Kimberly'],
  ['Tiffany'],
  ['Michelle'],
  ['Jennifer'],
  ['Nicole'],
  ['Stephanie'],
  ['Lakshmi'],
  ['Anjali'],
  ['Deepa'],
  ['Yuki'],
  ['Mei'],
  ['Soo-jin'],
  ['Thảo'],
  ['Fatima'],
  ['Leila'],
  ['Shirin'],
  ['Zoë'],
  ['Chloé'],
  ['Anaïs'],
  ['Siân'],
  ['Saoirse'],
  ['Núria'],
  ['María José'],
  ['Begoña'],
  ['Renée'],
  ['Małgorzata'],
  ['Željka'],
  ['Ingrid'],
  ['Åsa'],
  ['Yetunde'],
  ['Ngozi'],
  ['Thandiwe'],
  ['Oksana'],
  ['D’Andra'],
  ['Mary Beth'],
  ['Guadalupe'],
  ['Ximena'],
  ['Esther'],
]
const men: Name[] = [
  ['James'],
  ['Michael'],
  ['Daniel'],
  ['Carlos'],
  ['Andre'],
  ['Kevin'],
  ['Søren'],
  ['José'],
  ['Ravi'],
  ['Hiroshi'],
  ['Łukasz'],
  ['Omar'],
  ['Jean-Luc'],
  ['Ömer'],
  ['Tomás'],
  ['Wei'],
]
const families: Name[] = [
  ['Johnson'],
  ['Williams'],
  ['Brown'],
  ['Garcia'],
  ['Miller'],
  ['Davis'],
  ['Rodriguez'],
  ['Martinez'],
  ['Lopez'],
  ['Nguyễn'],
  ['Kim'],
  ['Lee'],
  ['Chen'],
  ['Wang'],
  ['Patel'],
  ['Shah'],
  ['Singh'],
  ['Cohen'],
  ['Goldberg'],
  ['Rossi'],
  ['O’Connor'],
  ['O’Brien'],
  ['Murphy'],
  ['Núñez'],
  ['Peña'],
  ['Ibáñez'],
  ['Müller'],
  ['Brügger'],
  ['Kovačević'],
  ['Øvergaard'],
  ['Björk'],
  ['Dvořák'],
  ['Wójcik'],
  ['Yılmaz'],
  ['Haddad'],
  ['Al-Rashid'],
  ['Okonkwo'],
  ['Adeyemi'],
  ['Mensah'],
  ['Washington'],
  ['Jefferson'],
  ['Baptiste'],
  ['St. James'],
  ['van der Berg'],
  ['De la Cruz'],
  ['Fitzgerald'],
  ['Sato'],
  ['Silva'],
  ['Fernandes'],
  ['Gonçalves'],
  ['Popescu'],
  ['Papadopoulos'],
  ['Andersson'],
  ['Reyes'],
  ['Santos'],
  ['Cruz'],
]

export interface PersonName {
  givenName: string
  familyName: string
  /** Both in plain lower-case letters, as in an email address. */
  plain: { given: string; family: string }
}

/** Names whose script is not the Latin one, whole. */
const others: [given: string, family: string, plainGiven: string, plainFamily: string][] = [
  ['美咲', '田中', 'misaki', 'tanaka'],
  ['Ирина', 'Иванова', 'irina', 'ivanova'],
  ['نور', 'الخطيب', 'nour', 'alkhatib'],
  ['지은', '박', 'jieun', 'park'],
  ['雅婷', '陈', 'yating', 'chen'],
  ['Ελένη', 'Παπαδοπούλου', 'eleni', 'papadopoulou'],
  ['נועה', 'לוי', 'noa', 'levi'],
]

/** Nearly nine of ten are women, as med spas report. */
export function someName(random: Random): PersonName {
  if (random.chance(0.03)) {
    const [givenName, familyName, given, family] = random.pick(others)
    return { givenName, familyName, plain: { given, family } }
  }
  const given = random.pick(random.chance(0.88) ? women : men)
  const family = random.pick(families)
  return {
    givenName: given[0],
    familyName: family[0],
    plain: { given: plainLetters(given), family: plainLetters(family) },
  }
}

/** As in an email address. */
function plainLetters([name]: Name): string {
  const special: Record<string, string> = { ł: 'l', ø: 'o', đ: 'd', ı: 'i', ß: 'ss' }
  return name
    .toLowerCase()
    .replaceAll(/[łøđıß]/g, (letter) => special[letter] ?? '')
    .normalize('NFD')
    .replaceAll(/[^a-z]/g, '')
}
