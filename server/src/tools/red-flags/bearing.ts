// Whose state words are about, and whether they say that it is so: the second half of
// deciding on a red flag. Sentences are those of plain-words.ts.

const price = String.raw`(?:price|prices|pricing|cost|costs|bill|fee|fees|quote|total|deposit|amount|number|news|wait)`
const figures = [
  // "I can't swallow the price", "my friend fainted at the price", "I nearly choked when I saw the bill".
  new RegExp(
    String.raw`\b(?:swallow|swallowing|fainted|faint|fainting|choke|choked|breathe|collapsed|passed out|died|blind|heart attack|a stroke)(?: (?:at|over|about|from|because of|by|with|on|until i (?:know|see|hear)|when (?:i|she|he|we|they) (?:saw|see|heard|hear|looked at|read)))?(?: (?:the|that|this|your|those|these|such a|my|how))*(?: (?:high|full|whole|crazy|big))? ${price}\b`,
    'g',
  ),
  /\b(?:bitter|hard|tough) pill to swallow\b/g,
  new RegExp(String.raw`\b${price} (?:is|are|was|seems?) (?:\w+ )?(?:hard|tough|difficult|a lot) to swallow\b`, 'g'),
  /\b(?:lost|lose|losing|lose) sight of (?!my|one|the left|the right)|\bat first sight\b|\bout of sight\b/g,
  /\bblind (?:spots?|date|faith|trust|consult(?:ation)?)\b|\bcolou?r ?blind\b|\bblindly\b|\bwindow blinds?\b/g,
  /\b(?:take|takes|took|taking) (?:my|your|our|ones) breath away\b|\bcatch (?:my|your) breath(?: and (?:think|decide))\b|\bbreathing (?:room|space)\b|\bhold(?:ing)? my breath\b|\ba breath of fresh air\b/g,
  /\b(?:to die for|dying to|die for|kill for|killing (?:it|time)|killer|dress(?:ed)? to kill)\b/g,
  /\bburning (?:question|questions|desire)\b|\bburn(?:s|ing|ed|t)? (?:out|fat|calories|off|through|a hole)\b|\bfat burn(?:ing|er|s)?\b|\bslow burn\b|\bcrash and burn\b|\bburnt orange\b/g,
  /\bblister packs?\b|\b(?:fever|cold sore) blisters?\b|\bblistering (?:pace|heat|speed)\b/g,
  /\b(?:hay|cabin|spring|baby|bridal|wedding|gold|dengue|scarlet) fever\b|\bfever (?:pitch|dream)\b/g,
  /\bhot flash(?:es)?\b/g,
  /\bdouble (?:chin|check|book|booked|booking|visit|appointment|session|charge|charged|dose|the)\b/g,
  /\bheart attack (?:inducing|prices?)\b/g,
  /\bsuicide (?:squad|prevention (?:walk|run|event|month|fundraiser)|awareness)\b/g,
  /\bvision (?:(?:of|for) (?:my|me|the|how|what|who|her|his|our|your|it|this|a)(?! (?:few|couple|second|seconds|minute|moment|while|day))|board|boards|statement|insurance|in mind|plan|pro)\b[^,]*/g,
]

/** The sentence without its figures of speech. */
export function withoutFigures(sentence: string): string {
  return figures.reduce((rest, figure) => rest.replace(figure, ' … '), sentence)
}

// What may stand between "no" and what is denied. A pronoun may not: "no I can't breathe" denies nothing.
const between = String.raw`(?:\s(?:had|have|having|has|get|getting|got|feel|feeling|felt|experience|experienced|experiencing|notice|noticed|noticing|seen|seeing|suffer|suffered|suffering|any|a|an|real|more|longer|other|further|new|sign|signs|of|kind|sort|such|symptoms?|like|in|with|problems?|issues?|severe|sudden|really|at|all|been|be|to|from|and|or|the|kind))*`
const denial = new RegExp(
  String.raw`\b(?:no|not|without|never|dont|doesnt|didnt|havent|hasnt|hadnt|isnt|arent|wasnt|werent|wont|denies|free|zero|nor)${between}\s?$`,
)
const fear = new RegExp(
  String.raw`\b(?:(?:scared|afraid|worried|nervous|terrified|anxious|concerned|fear|fearful|risk|risks|chance|chances|odds|danger|possibility|likelihood|dread|horror stories|stories|heard|read|hear|articles?)(?: (?:about|of|that))+|prevent|prevents|preventing|avoid|avoids|avoiding|cause|causes|causing|lead to|leads to|result in|side effects?(?: like| such as| are| is)?|complications?(?: like| such as)?|treat|treats|treating|fix|fixes|fixing|help|helps|helping|lift|lifts|lifting|correct|corrects|improve|improves|reduce|reduces)${between}\s?$`,
)

const deniedList =
  /\b(?:no|not|without|never|dont have|havent had|didnt have|dont)(?: (?!i\b|im\b|ive\b|my\b|she\b|he\b|it\b|but\b)\w+){1,6} (?:or|nor)(?: any)?\s?$/

/** "no chest pain", "without trouble breathing", "scared of going blind": named, but not so. */
export function isDenied(sentence: string, at: number, words: string): boolean {
  // "No my eye is blurry": what begins with a person is a sentence of its own.
  if (/^(?:i|im|ive|my|her|his|she|he|shes|hes)\b/.test(words)) return false
  const before = sentence.slice(0, at)
  const clause = before.slice(before.lastIndexOf(',') + 1)
  return denial.test(clause) || deniedList.test(clause) || fear.test(clause)
}

const longAgo =
  /\b(?:years? ago|(?:last|a) year(?: ago)?|months? ago|as a (?:kid|child|teen|teenager|baby|student)|when i was (?:a|an|young|little|\d+|pregnant|in)|in the past|used to|history of|in (?:19|20)\d\d|back in|once before|every time|whenever|tend to|usually|sometimes i|(?:in|since) (?:childhood|high school|college))\b/
const nowWords =
  /\b(?:now|right now|today|tonight|just|this morning|this afternoon|this evening|last night|yesterday|hours? ago|minutes? ago|days? ago|currently|still|again|suddenly|all of a sudden|getting worse|since (?:my|the|getting|this|yesterday|last night))\b/

/** A story of long ago, with nothing that brings it into today. */
export function isLongAgo(sentence: string, whole: string): boolean {
  return longAgo.test(sentence) && !nowWords.test(whole)
}

// A person in that state asks these too; they are no questions in general.
const asksAboutItself =
  /\b(?:is|isnt|are|was|if|whether) (?:it|this|that|these|those) (?:really |still |even |actually )?(?:normal|ok|okay|bad|serious|fine|dangerous|alright|an emergency|an allergic reaction|concerning)\b(?! to (?:expect|have to))|\bshould i (?:be )?(?:worry|worried|concerned|panic|go|call|see|come)\b|\bwhat (?:should|do|can) i do\b|\bwhat is happening\b|\bwhats (?:happening|wrong|going on)\b|\bwhy (?:is|are|does|do|did|has|have|cant|am) (?:my|i|her|his)\b/
const peopleInGeneral =
  /\b(?:people|some people|patients|clients|anyone|others|somebody else|everyone|most|many|women|men)\b/
const person =
  /\b(?:i|im|ive|id|me|my|mine|myself|we|our|she|shes|her|he|hes|his|him|they|theyre|their|mom|mum|mother|dad|father|wife|husband|partner|daughter|son|sister|brother|friend|girlfriend|boyfriend|client|someone|somebody|baby)\b/
const stateWords =
  /\b(?:is|are|was|were|am|im|has|have|ive|had|having|feels?|feeling|felt|looks?|looking|looked|went|gone|goes|going|got|gotten|getting|turned|turning|turns|became|becoming|started|starting|keeps?|kept|still|cant|couldnt|barely|hardly|lost|losing|see|seeing|saw|hurts?|hurting|fainted|collapsed|woke|noticed|noticing|experiencing|trouble|difficulty|swelled|swollen|passed out|blacked out|burned|burnt|blistered|want|wanting)\b/

// "if my face swells" supposes; "is it normal if my skin went white" does not.
const ifClause =
  /(?<!\b(?:normal|ok|okay|bad|serious|fine|dangerous|safe|concerning) )\b(?:if|in case|what if|unless|suppose|supposing|whether) (?:i|im|ive|my|we|you|your|it|its|there|she|he|they|someone|somebody|a|the|one)\b/
// The verb that leads a question: "will my face swell", "could I go blind". "I can see double" is none.
const leadingVerb =
  /\b(?:will|would|could|(?<!\b(?:i|she|he|we|they) )can|might|may|does|do|should|going to|gonna|how (?:long|likely|often|soon|much))\b(?! (?:i do|you help|you please|someone|somebody|anyone|you tell|you call|i come|i talk|i speak))/
const presentState =
  /\b(?:im|ive|i (?:am|have|had|cant|couldnt|feel|felt|got|just|still|think)|is|are|has|have|went|got|feels|looks|turned|started)\b/

/**
 * Whether the sentence tells of a person as they are or have just been, rather than asking what
 * a treatment may do. Half sentences without a person ("vision blurry since filler") count: that
 * is how people type when something is wrong.
 */
export function isAboutSomebodyNow(sentence: string, at: number, match: string): boolean {
  const before = sentence.slice(0, at)
  // Each clause supposes for itself: "I'd ask if it hurts, but I can't breathe".
  const breaks = [' , ', ' but ', ' because '].map((word) => before.lastIndexOf(word))
  const clause = before.slice(Math.max(...breaks, 0))
  if (ifClause.test(`${clause}${match.split(' ')[0]}`)) return false
  if (asksAboutItself.test(sentence)) return true
  if (isAskedInGeneral(clause, match)) return false
  const isPersonal = person.test(`${clause} ${match}`)
  if (isPersonal) return true
  if (peopleInGeneral.test(clause)) return false
  // No person named: a statement counts, a question in general does not.
  const isQuestion = /^(?:does|do|can|could|will|would|is|are|what|how|which|should|may|might|any|have|has)\b/.test(
    sentence,
  )
  return !isQuestion || (stateWords.test(match) && /\b(?:my|i|im|ive|me)\b/.test(sentence))
}

function isAskedInGeneral(clause: string, match: string): boolean {
  const lead = leadingVerb.exec(clause)
  if (!lead) return false
  const after = clause
    .slice(lead.index + lead[0].length)
    // What the leading verb itself governs: "could I have", "will my face be".
    .replace(/^ (?:(?:my|the|your|a) \w+|\w+)? ?(?:have|be|get|feel|still|just)\b/, ' ')
    .replace(/^\s*(?:it|this|that|botox|fillers?) /, ' ')
  // A present state in the same breath outweighs it: "can you help my eye went dark".
  return !presentState.test(`${after} ${match}`)
}
