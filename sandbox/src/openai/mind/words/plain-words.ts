import { mendTypos } from './typos.ts'

/** Short and spoken spellings, as whole words after lower-casing. Order does not matter: each is looked up once. */
const SPELLINGS: Record<string, string> = {
  wanna: 'want to',
  gonna: 'going to',
  gotta: 'have to',
  lemme: 'let me',
  gimme: 'give me',
  dunno: "don't know",
  kinda: 'kind of',
  u: 'you',
  ur: 'your',
  r: 'are',
  ya: 'you',
  yall: 'you',
  "y'all": 'you',
  pls: 'please',
  plz: 'please',
  thx: 'thanks',
  ty: 'thanks',
  tks: 'thanks',
  cuz: 'because',
  appt: 'appointment',
  appts: 'appointments',
  apt: 'appointment',
  appointmnt: 'appointment',
  appoinment: 'appointment',
  apointment: 'appointment',
  tmrw: 'tomorrow',
  tmr: 'tomorrow',
  tmrow: 'tomorrow',
  tomoro: 'tomorrow',
  tommorow: 'tomorrow',
  '2moro': 'tomorrow',
  '2morrow': 'tomorrow',
  '2day': 'today',
  tonite: 'tonight',
  resched: 'reschedule',
  cancle: 'cancel',
  canx: 'cancel',
  info: 'information',
  avail: 'available',
  asap: 'as soon as possible',
  idk: "i don't know",
  nvm: 'never mind',
  nevermind: 'never mind',
  ok: 'okay',
  k: 'okay',
  kk: 'okay',
  im: "i'm",
  ive: "i've",
  cant: "can't",
  dont: "don't",
  doesnt: "doesn't",
  didnt: "didn't",
  wont: "won't",
  isnt: "isn't",
  whats: "what's",
  whens: "when's",
  oclock: "o'clock",
  thru: 'through',
  wheres: "where's",
  whos: "who's",
  thats: "that's",
  youre: "you're",
  theyre: "they're",
  wouldnt: "wouldn't",
  couldnt: "couldn't",
  arent: "aren't",
  havent: "haven't",
  hes: "he's",
  shes: "she's",
  hows: "how's",
  mon: 'monday',
  tue: 'tuesday',
  tues: 'tuesday',
  wed: 'wednesday',
  weds: 'wednesday',
  thu: 'thursday',
  thur: 'thursday',
  thurs: 'thursday',
  fri: 'friday',
}

/**
 * What somebody said or typed, evened out for looking at: lower case, straight
 * quotes, no filler noises, short forms spelled out, likely typos mended, sentence
 * marks kept as words of their own. Names and addresses are read from the original.
 */
export function plainWords(text: string): string {
  const even = text
    .slice(0, 4000)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[–—]/g, '-')
    .replace(/\b([ap])\s?\.\s?m\b\.?/g, '$1m')
    .replace(/\b(\d{1,2})([ap])\b(?!')/g, '$1$2m')
    .replace(/\b(dr|mr|mrs|ms|st)\.(?=\s)/g, '$1')
    .replace(/\b(um+|uh+(?![\s-]?huh)|erm*|hmm+|ah+|like,)(?=[\s,.!?]|$),?/g, ' ')
    .replace(/([?!,;])/g, ' $1 ')
    .replace(/\.(?=\s|$)/g, ' . ')
    .replace(/\s+/g, ' ')
    .trim()
  return even
    .split(' ')
    .map((word) => (Object.hasOwn(SPELLINGS, word) ? (SPELLINGS[word] ?? word) : mendTypos(word)))
    .join(' ')
}

/** The words alone, without sentence marks. */
export function tokens(plain: string): string[] {
  return plain.split(/[^\p{L}\p{N}'+:#-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word))
}
