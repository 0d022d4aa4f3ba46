import { hearTreatments } from './treatments.ts'

export type QuestionKind = 'price' | 'services' | 'about_service' | 'advice' | 'other'

export interface Question {
  kind: QuestionKind
  /** The person's own words. */
  text: string
}

const PRICE =
  /\bhow much\b|\bprices?\b|\bpricing\b|\bcosts?\b|\brates?\b|\bexpensive\b|\bpricey\b|\bwhat (?:do|does|would|will)\b.* run\b|\bwhat(?:'s| is| are| do| does| would| will)?\b.*\b(?:charge|run me|set me back|the damage)\b|\bdo you charge for (?!.*\b(?:cancel|late|no.show))\b|\bper (?:unit|syringe|session|area)\b|\bquote\b/
/** Fees by rule, not by list. */
const FEE_BY_RULE =
  /\b(?:cancel\w*|no.show|late|deposits?|refund\w*|tips?|tipping|gift|parking|financ\w+|payment plan|members?hip|discounts?|specials?|packages?|promos?|promotions?|deals?)\b/
const SERVICES =
  /\b(?:what|which) (?:kinds? of |sorts? of |types? of |other )?(?:services?|treatments?|procedures?|things|facials|lasers|injectables)\b|\bwhat (?:do|can|all do|else do) you (?:guys |all |people )?(?:do|offer|have|provide)(?: there| here)?(?: \?| \.|$)|\bwhat can i (?:get|have) (?:done|there|here)\b|\beverything you (?:offer|do|have)\b|\b(?:list|menu|all) (?:of )?(?:your )?(?:the )?(?:services?|treatments?|prices)\b|\bservice menu\b|\bwhat'?s on (?:the|your) menu\b|\byour (?:services|treatments|menu)\b/
const OFFERED =
  /\b(?:do|does|can|will) (?:you|y'all|the spa|they|anyone|anybody|someone) (?:there |here |guys |people |also |even |still |actually |all )*(?:do|offer|have|carry|sell|provide|perform|use|treat|work with|give|inject|remove|fix)\b/
const KINDS =
  /\b(?:got|have|offer|do) any (?:\w+ ){0,2}(?:treatments?|services?|lasers?|facials?|peels?|injectables?|options)\b/
/** What a treatment is, in general. */
const EXPLAIN =
  /\b(?:tell|teach) me (?:more |a bit |something )*about\b|\bwhat(?:'s| is| are| does) (?:an? |the )?(?:[\w-]+ ){1,3}(?:\?|$|do\b|like\b)|\bmore (?:info\w*|details?) (?:on|about)\b/
const DURATION =
  /\bhow long (?:does|is|would|will|do)\b.*\b(?:take|appointment|session|treatment|visit|be there)\b|\bhow long is\b|\bhow (?:many|much) (?:minutes|hours|time)\b/
const ADVICE =
  /\b(?:pregnan\w+|breast ?-?feed\w*|nursing|expecting|trying to conceive|allerg\w+|diabet\w+|epilep\w+|seizures?|pacemaker|lupus|autoimmune|cancer|chemo\w*|keloids?|cold sores?|herpes|blood thinn\w+|warfarin|eliquis|accutane|isotretinoin|retin-?a|antibiotics?|myasthenia|medications?|medicines?|meds|prescri\w+|ibuprofen|advil|aspirin|tylenol|blood pressure|infection|infected|rash|bruis\w+|swell\w+|swollen|lumps?|bumps?|numb(?:ness)?|droop\w*|symptoms?|side effects?)\b/
const PERSONAL =
  /\b(?:can|should|could|am|is it|would|will|do|may) (?:i|it|my|this|that|safe|okay|normal|we|you think i)\b|\bi(?:'m| am|'ve| have| had| take|'m taking| got)\b|\bmy\b/
const ASKS_JUDGEMENT =
  /\b(?:safe|okay|ok|dangerous) (?:for me|with my)\b|,? (?:is (?:that|this|it) )?normal \?|\b(?:is (?:it|this|that|my)(?: \w+){0,2} (?:normal|safe|serious|okay for me|dangerous|bad|infected)|am i (?:a (?:good )?candidate|too (?:old|young)|eligible|allowed|okay)|how many (?:units|syringes|sessions) (?:do|will|would|should) i|should i (?:stop|start|take|get|be worried|worry|see)|do i need (?:botox|filler|more|another (?:treatment|session|round)|a (?:treatment|filler|peel|touch))|what (?:(?:should|would|do|can) you (?:recommend|suggest)|should i get)|which (?:one |treatment )?(?:is|would be) (?:best|better|right) for (?:me|my)|what'?s (?:best|good) for (?:me|my)|can you (?:look at|diagnose|tell me what)|what(?:'s| is) wrong with|look at (?:this|my) (?:photo|picture|pic))\b/
const STARTS =
  /^(?:(?:hi|hello|hey|okay|so|and|also|well|oh|um|but|yes|no|yeah|sure|wait|great|thanks|thank you|actually|first|quick question|one question|question|just wondering|i was wondering|i'm wondering|wondering|curious|by the way|btw|before (?:that|we do|i book))[\s,.:!-]+)*(?:what|when|where|which|who|whose|why|how|is|are|do|does|did|can|could|will|would|should|am|was|were|any (?!one\b|time\b|day\b|of\b)\w+|if|has|have you)(?:'s|'re|'ll|'d)?\b/
const ASKS_ME =
  /\b(?:can|could|do) you (?:tell|let) me\b|\bi(?:'d like| want|'m trying)? (?:to )?(?:know|find out|ask)\b|\bi (?:have|had|'ve got) (?:a|another|one|some) (?:quick )?questions?\b|\b(?:tell|give) me (?:more )?(?:about|the)\b|\b(?:wondering|curious|not sure|don't know) (?:if|about|how|what|whether|when|where)\b|\bwhat about\b|\bhow about\b/
const TOPICS =
  /\b(?:hours|open(?:ed)?|clos(?:e|es|ed|ing)|parking|park|address|located|location|directions|insurance|financing|afterpay|carecredit|membership|gift cards?|packages?|deposits?|cancellation|refunds?|after ?care|downtime|recovery|hurt|painful|pain|wheelchair|kids|children|pets?|wifi|tip|specials?|discounts?|promos?|promotions?|reviews?|licensed|certified|policy|policies|how long)\b/

const ASKS_FOR_MORE =
  /\bwhat (?:else|other)\b|\bwhat (?:do|have) you (?:have|got)\b|\banything (?:else|other)\b|\bis that (?:all|it)\b/

/** Asking what times there are is a wish to come. */
const AVAILABILITY =
  /\b(?:other|what|which|any|more|later|earlier|different) (?:other )?(?:times|days|openings|slots|dates|appointments)\b|\banything (?:else|earlier|later|sooner|open|free|available|after|before|in the|on)\b/

/**
 * The questions in somebody's words: each sentence that asks something. Asking for a
 * time to come, or for something to be done, is a wish and no question (wants.ts).
 */
export function hearQuestions(
  text: string,
  plain: string,
  {
    isWish,
    isTime,
    isOffer,
  }: {
    isWish: (clause: string) => boolean
    isTime: (clause: string) => boolean
    /** Times have just been offered: "what else do you have?" is about those. */
    isOffer: boolean
  },
): Question[] {
  const clauses = splitClauses(plain)
  const questions: Question[] = []
  for (const clause of clauses) {
    const kind = questionKind(clause)
    if (!kind) continue
    // "how much is it and can I come tomorrow" is both; "can I come tomorrow?" only a wish.
    if (isWish(clause) && kind !== 'price' && kind !== 'advice' && !TOPICS.test(clause)) continue
    if (isOffer && ASKS_FOR_MORE.test(clause)) continue
    // "What about Thursday?" asks for a time.
    if (
      kind !== 'price' &&
      kind !== 'advice' &&
      !TOPICS.test(clause) &&
      (AVAILABILITY.test(clause) || (isTime(clause) && isProposal(clause)))
    )
      continue
    questions.push({ kind, text: clause })
  }
  if (questions.length === 1 && clauses.length === 1 && questions[0]) return [{ ...questions[0], text: tidy(text) }]
  return questions.slice(0, 2).map((question) => ({ ...question, text: tidy(question.text) }))
}

/** A time put forward, not a question about one: short, and about nothing else. */
function isProposal(clause: string): boolean {
  return (
    /\b(?:what|how) about\b|\b(?:make|do) (?:it|that)\b|\b(?:is|would|does|do|could|can) (?:\S+ ){0,3}(?:work|okay|ok|possible|free|good|available|better|fine|do)\b/.test(
      clause,
    ) || clause.split(' ').length <= 4
  )
}

function questionKind(clause: string): QuestionKind | null {
  const asks = clause.includes('?') || STARTS.test(clause) || ASKS_ME.test(clause)
  if (ASKS_JUDGEMENT.test(clause)) return 'advice'
  if (ADVICE.test(clause) && PERSONAL.test(clause)) return 'advice'
  if (PRICE.test(clause) && !FEE_BY_RULE.test(clause)) return 'price'
  if (SERVICES.test(clause)) return 'services'
  if (asks && OFFERED.test(clause) && !FEE_BY_RULE.test(clause) && !TOPICS.test(clause)) return 'about_service'
  if (EXPLAIN.test(clause) && hearTreatments(clause).length > 0) return 'about_service'
  if (DURATION.test(clause) || KINDS.test(clause)) return 'about_service'
  if (asks) return 'other'
  return TOPICS.test(clause) && clause.split(' ').length <= 5 && !/\b(?:i|my|me)\b/.test(clause) ? 'other' : null
}

function splitClauses(plain: string): string[] {
  return plain
    .split(
      /(?<=[?!.])\s+|\s*;\s*|,?\s+(?=(?:and|but|also) (?:can|could|how|what|when|where|do|does|is|are|i'd|i want|i'm)\b)/,
    )
    .map((clause) => clause.trim())
    .filter((clause) => /[\p{L}\p{N}]/u.test(clause))
    .slice(0, 8)
}

function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\s+([?.!,])/g, '$1')
    .replace(/^(?:and|but|also|so|okay|well|oh|hi|hello|hey)[ ,]+/i, '')
    .trim()
    .slice(0, 300)
}
