/** Words that ask for, and speak of, the same thing in what a spa writes about itself. */
const GROUPS = [
  'hurt hurts hurting pain painful sting uncomfortable comfort comfortable numb numbing',
  'last lasts lasting wear months effect effects result results',
  'open opens opening close closes closed closing hours hour',
  'park parking garage car street',
  'cost price prices fee fees charge charged pay payment',
  'pay paying payment payments card cards cash financing finance instalments afterpay insurance hsa fsa',
  'late lateness delay minutes',
  'cancel cancelling cancellation move reschedule notice',
  'deposit deposits refund refunded refundable',
  'kid kids child children minor minors teen under age guest guests',
  'where address located location directions find street',
  'who provider providers injector injectors nurse doctor clinician aesthetician physician',
  'gift gifts voucher vouchers card cards',
  'special specials discount discounts deal deals offer offers promotion promotions package packages member membership',
  'exercise workout work gym train sport run',
  'makeup skincare wash cream sunscreen spf',
  'drink drinking alcohol wine eat eating food',
  'downtime recovery redness swelling bruise bruises bruising heal healing',
  'aftercare after avoid care',
  'prepare preparation before arrive early',
  'wheelchair accessible accessibility lift elevator stairs',
  'first new visit expect consultation exam',
].map((line) => new Set(line.split(' ')))

const UNTELLING = new Set(
  (
    'the a an is are do does you your i my me to of in on at for and or but what when how can could would will it be have has with there any ' +
    'that this about tell more know get need want day days time thing things much long many please if so we us they he she was were am should'
  ).split(' '),
)

/** The words of a text that tell what it is about. */
export function tellingWords(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2 && !UNTELLING.has(word))
}

/** How many of the words asked about are spoken of in a text. */
export function overlap(text: string, asked: readonly string[]): number {
  const present = new Set(tellingWords(text).map(stem))
  return asked.filter((word) => [word, ...alike(word)].some((one) => present.has(stem(one)))).length
}

function alike(word: string): string[] {
  return GROUPS.filter((group) => group.has(word)).flatMap((group) => [...group])
}

function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '') : word.replace(/s$/, '')
}
