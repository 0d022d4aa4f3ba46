/** Things that stop everything else, whatever is under way. */
export type Sensitive = 'emergency' | 'card' | 'identity' | 'instructions' | 'someone_else'

const EMERGENCY =
  /\b(?:can(?:'t|not|'t really)|trouble|hard(?: time)?|difficulty|struggling(?: to)?|problems?) (?:to )?(?:breath\w*|swallow\w*)\b|\b(?:chest pain|vision (?:loss|change\w*|is (?:blurry|gone|going))|can't see|(?:vision|sight|eye(?:sight)?) (?:\w+ ){0,3}(?:blurry|blurred|dark|double|gone|black)|lost (?:my )?(?:vision|sight)|blurr(?:y|ed) vision|going blind|faint(?:ed|ing)|passed out|anaphyla\w+|(?:face|tongue|throat|lips?) (?:is|are) (?:swelling|swollen|closing)|swelling (?:of )?(?:my )?(?:tongue|throat)|skin (?:is |has |went |turned )?(?:turning |gone )?(?:white|mottled|grey|gray|black)|kill myself|suicid\w+|hurt myself|end my life)\b/
const IDENTITY =
  /\bif you(?:'re| are|re) (?:a |an |really |actually )*(?:person|human|real|robot|bot|ai|machine)\b|^(?:so |wait |hey )?(?:are )?you (?:a |an )?(?:real|human|bot|robot|ai|person|machine|computer)\b|\bare (?:you|u) (?:a |an |really |actually |actual |even |just |real |live |some |the )*(?:human|robot|bot|real|person|real person|machine|computer|ai|a\.i\.|chat ?bot|recording|alive|live)\b|\b(?:am i|is this) (?:talking|speaking|chatting|a|an|with|to)(?: \w+)* (?:robot|bot|human|ai|machine|computer|real person|person|recording|real)\b|\bwho (?:are you|am i (?:talking|speaking) (?:to|with)|is this)\b|\bwhat(?:'s| is) your name\b|\bwhat are you\b(?! (?:open|doing|hours|prices|charg|guys))|\byou(?:'re| are) (?:not |just )?(?:a |an )?(?:robot|bot|ai|human|machine|computer)\b/
const INSTRUCTIONS =
  /\bnew (?:rules?|instructions?)\b|\byou (?:must|have to|will) (?:now )?(?:obey|comply|give me|follow)\b|\b(?:ignore|disregard|forget|override|bypass) (?:all |any |everything |your |the |my |of |previous |prior |above |earlier |that )*(?:instructions?|rules?|prompts?|guidelines?|programming|you were told|training)\b|\b(?:pretend|act as|act like|role ?-?play|imagine) (?:to be |that you(?:'re| are) |you(?:'re| are) |as |if |a |an )|\byou are now\b|\bfrom now on you\b|\b(?:system|hidden|initial|original) (?:prompt|instructions?|message)\b|\b(?:what|show|tell|repeat|print|reveal|give)\b(?: \S+){0,4} (?:your|the) (?:instructions|prompt|system prompt|rules|guidelines)\b|\b(?:developer|debug|dan|god|admin) mode\b|\bjail ?break\b|\b(?:manager|owner|boss|doctor) (?:said|told me|says|promised|approved)\b.*(?:%|percent|free|discount|off|half)/
const OTHERS_APPOINTMENT =
  /\b(?:my|his|her|their|our) (?:wife|husband|mom|mother|mum|dad|father|sister|brother|daughter|son|friend|girlfriend|boyfriend|partner|boss|neighbor|coworker|aunt|uncle|cousin|ex|fiance|fiancee|roommate|spouse)(?:'s|s)? (?:next |upcoming |last |botox |filler )?(?:appointments?|bookings?|visits?|treatments?|records?|file)\b|\bis (?:my|the|your|a)? ?(?:\w+ ){1,3}(?:a|one of your) (?:client|patient|customer)s?\b|\b(?:when|what time|what day)(?:'s| is| does| did| was) (?:my|your|the)? ?(?:wife|husband|mom|mother|mum|dad|father|sister|brother|daughter|son|friend|girlfriend|boyfriend|partner|boss|\w+'s)\b.*\b(?:appointment|coming|come|scheduled|booked|visit|in)\b|\b(?:did|has|does|is|was) (?:my )(?:wife|husband|mom|mother|mum|dad|father|sister|brother|daughter|son|friend|girlfriend|boyfriend|partner|boss) (?:\w+ )?(?:have|booked|book|come|coming|been|get|got|getting)\b|\bwhat (?:did|does|has|is) (?:my )?(?:wife|husband|mom|mother|daughter|friend|sister|boss|partner) (?:get|have|had|getting|done|having)\b/
const SOCIAL_SECURITY = /\b\d{3}-\d{2}-\d{4}\b|\b(?:social security|ssn)\b.*\d{4}/

export function hearSensitive(text: string, plain: string): Sensitive | null {
  if (
    EMERGENCY.test(plain) &&
    !/\b(?:could|might|does|do|would|is it possible|can (?:it|botox|filler|this)) (?:\w+ )*(?:cause|lead|make|happen)\b/.test(
      plain,
    )
  )
    return 'emergency'
  if (hasCardNumber(text) || SOCIAL_SECURITY.test(plain)) return 'card'
  if (INSTRUCTIONS.test(plain)) return 'instructions'
  if (IDENTITY.test(plain)) return 'identity'
  return OTHERS_APPOINTMENT.test(plain) ? 'someone_else' : null
}

/** Thirteen to nineteen digits that pass the check digit of payment cards. */
function hasCardNumber(text: string): boolean {
  for (const [run] of text.matchAll(/\d(?:[ -]?\d){12,18}/g)) {
    const digits = run.replace(/\D/g, '')
    let sum = 0
    for (let index = 0; index < digits.length; index++) {
      const digit = Number(digits[digits.length - 1 - index])
      sum += index % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2
    }
    if (sum % 10 === 0) return true
  }
  return false
}
