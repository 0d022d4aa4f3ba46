/** What somebody wants done. */
export type Want =
  'book' | 'move' | 'cancel' | 'move_or_cancel' | 'look_up' | 'person' | 'message' | 'update_contact' | 'waitlist'

const THING = '(?:appointments?|bookings?|reservations?|visits?|sessions?|slots?|spots?|times?|consult(?:ation)?s?)'
const COME_IN =
  '(?:come|get|pop|drop|swing|stop|be|squeeze|fit|slot|sneak) (?:me |us |him |her |by |back |someone )?(?:in|by|seen)'

const BOOK = [
  /\b(?:need|want|like|love|hoping|trying|come) to (?:see|meet(?: with)?) (?:someone|somebody|you|(?:a|an|the|your|one of your) (?!real|live|actual|human|person|manager|owner|supervisor)\w+|dr \w+|doctor \w+)\b/,
  new RegExp(
    `\\b(?:looking|hoping|trying|searching|wanting|here) (?:for|to (?:find|get|make|book))\\b(?: \\S+){0,4} ${THING}\\b`,
  ),
  /\b(?:get|put|add|pencil) (?:me |us )?(?:on|in|into) (?:the |your )?(?:calendar|schedule|books?|diary)\b/,
  /\b(?:is|are) there (?:any |some )?(?:space|room|anything|openings?|slots?|spots?|availability|time)\b/,
  /\b(?:what|which) (?:other )?(?:days?|times?|slots?) (?:do|does|have|can|could|would) (?:\S+ ){0,4}(?:free|available|have|got|left|open)\b/,
  /\bset (?:something|it|this|one|me|us) up\b|\bcome (?:in and |and )?see (?:you|dr \w+|maya|someone)\b/,
  new RegExp(
    `\\b(?:book|schedule|reserve|make|set up|get|need|want|have|like|take|grab|arrange|create|do)\\b(?: \\S+){0,5} ${THING}\\b`,
  ),
  /(?<!\b(?:did|have|already|was|were|been) (?:i |you |we )?)\b(?:book|schedule|reserve)\b(?! (?:is|was|that i|i made|club))/,
  /\b(?:sign|put|pencil|pen) me (?:up|in|down)\b/,
  new RegExp(`\\b${COME_IN}\\b`),
  /\b(?:get|fit|squeeze|slot) (?:me |us |him |her |my \w+ )?in\b/,
  /\b(?:someone|somebody|anyone|she|he|they|dr \w+|you) (?:see|fit|take) (?:me|us|my \w+)\b/,
  /\bis (?:dr |doctor |nurse )?\w+ (?:free|available|in|working|around)\b(?=.*\b(?:today|tomorrow|week|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b)/,
  /\b(?:any|an|some|have|got|what|your|next|first|earliest|soonest) (?:\w+ )?(?:openings?|availabilit\w+|free (?:slots?|times?)|available (?:slots?|times?|appointments?)|(?:time )?slots)\b/,
  /\b(?:do|have) (?:you|y'all|they)(?: guys| all| still| even)* (?:have |got )?(?:anything|any ?time|something|space|room|a spot|any spots)\b/,
  /\b(?:see|see (?:the|a) (?:doctor|nurse|provider))\b.*\b(?:tomorrow|today|week|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b/,
  /\bwhen (?:can|could|may|would|might) (?:i|we|you|someone|she|he|dr)\b.*\b(?:come|see|get|do|fit|squeeze|take|start|have|be seen)\b/,
  /\bwhen(?:'s| is) (?:the |your )?(?:next|soonest|earliest|first)\b/,
  /\bget started\b|\bready to (?:do|book|go ahead)\b/,
]
/** With a treatment named in the same breath, these are wishes to have it. */
const WANTS_TREATMENT =
  /\b(?:i|i'd|i'm|we|me|my \w+|can|could|let me|let's)\b.*\b(?:want|needs?|like|love|get|getting|try|trying|do|doing|have|having|looking|interested|come in|due|hoping|thinking|sign|treat|done)\b|^(?:give me|one|a|an|some|just|maybe|thinking|hoping|looking|considering|interested|trying)\b|\bplease\b|\bdone\b|\b(?:time|ready|due|overdue) for\b/

/** "Botox and a facial on the same day", also as a question whether that can be. */
const ONE_VISIT = /\b(?:same (?:day|visit|appointment|time)|one (?:visit|go|appointment|trip)|back to back|at once)\b/
const ON_TOP = /\b(?:add(?: on)?|include|throw in) (?:a|an|the|some|my)\b/

const MOVE = [
  /\b(?:moved|changed|switched|pushed|shifted|rescheduled) (?:to|back|up|until)\b/,
  /\bmy (?:\w+ ){0,2}?(?:appointment|visit|booking|botox|facial|filler|peel|treatment|session)\b.*\b(?:earlier|later|sooner)\b/,
  /\b(?:instead of|rather than) my\b/,
  /\b(?:move|change|switch|shift|push|bump|swap) my \d|\b(?:swap|switch|change|trade)\b.*\bfor (?:something|a|an) (?:earlier|later|else|different|other)\b/,
  /\bre-?schedul\w*\b|\bre-?book(?:ed|ing)?\b|\bpostpone\w*\b/,
  new RegExp(
    `\\b(?:move|change|switch|shift|push|bump|swap|bring|delay|adjust)(?:d|ing)?\\b(?: \\S+){0,4} (?:${THING}|botox|filler|facial|laser|peel)\\b`,
  ),
  /\b(?:move|change|switch|shift|push|bump|swap|bring) (?:it|that|mine|my \w+(?: \w+)?|things) (?:to|up|back|out|forward|earlier|later|for|from)\b/,
  /\b(?:come|see you|do it|come in) (?:on |at )?(?:another|a different|some other) (?:day|time)\b/,
  /\b(?:different|another|other|new|later|earlier) (?:day|time|date)\b.*\b(?:for|instead|than)\b.*\b(?:my|appointment)\b/,
  /\b(?:need|want|have|like) (?:a |to (?:have|get|find) a )?(?:different|another|new) (?:day|time|date)\b.*\bappointment\b/,
]
/** Said over two clauses: "I booked for 3, but I need another day". */
const OTHER_TIME_FOR_BOOKED =
  /\b(?:booked|scheduled|have an appointment|my appointment)\b.*\b(?:(?:later|earlier|different|another|other) (?:time|day|date|slot)|make it)\b/

const CANCEL = [
  /\b(?:back|pull|bow) out of\b/,
  /\b(?:cancel(?:l?ing|l?ed)?)\b/,
  /\bcall (?:it|that|the \w+|my \w+) off\b|\bcall off\b/,
  new RegExp(
    `\\b(?:scrap|drop|remove|delete|get rid of|take me off|forget about|withdraw)\\b(?: \\S+){0,3} ${THING}\\b`,
  ),
  new RegExp(
    `\\b(?:don't|do not|no longer|won't|not) (?:need|want|be needing|be keeping|keep|require)\\b(?: \\S+){0,3} ${THING}\\b`,
  ),
  /\b(?:take|get) me off (?:the )?(?:schedule|books?|calendar|list)\b/,
]
const CANNOT_COME =
  /\b(?:can't|cannot|can not|won't|unable to|not able to|not going to|not gonna|won't be able to|no longer able to)\b(?: be able to)? (?:make|come|do|be there|get there|attend|keep)\b|\bnot (?:gonna |going to )?(?:be )?(?:coming|come|there)\b(?: in)?|\bsomething (?:came|has come|'s come) up\b/

const LOOK_UP = [
  /\bam i (?:still |already )?(?:booked|scheduled|down for|on the)\b/,
  /\bis my (?:\w+ ){0,2}?(?:appointment|booking|visit)\b.*\b(?:on|confirmed|booked|at|for|tomorrow|today)\b/,
  /\bwhat (?:did|have) i (?:book|booked|schedule|have booked)\b/,
  new RegExp(
    `\\b(?:when|what time|what day|which day|where)(?:'s| is| was| are| do| did)? (?:\\w+ ){0,2}?(?:my|i)\\b.*\\b(?:${THING}|coming in|booked|scheduled|come in)\\b`,
  ),
  new RegExp(
    `\\b(?:check(?: on)?|confirm|look up|find|see|verify|tell me about|remind me (?:of|about|when)|what(?:'s| is| are)) (?:when |what time )?my (?:\\w+ ){0,2}?(?:appointments?|bookings?|reservations?|visits?|sessions?)\\b`,
  ),
  /\bdid i (?:book|schedule|make|reserve|already)\b/,
  /\b(?:do|did) i (?:have|already have|still have|make|book)\b.*\b(?:appointments?|booked|booking|coming up|scheduled)\b/,
  /\b(?:upcoming|existing) appointments?\b/,
  /\b(?:confirm|check|remind me|tell me)\b.*\b(?:when|what (?:time|day)) (?:i'm|i am|am i|i come|i was)\b/,
  /\b(?:forgot|forget|can't remember|don't remember|not sure|lost track of) (?:when|what time|what day) (?:my|i)\b/,
]

const PERSON = [
  /\b(?:see|meet) (?:a |an |the |your |some )?(?:humans?|real (?:person|human)|managers?|supervisor|representative|owner)\b/,
  /\bwho(?:ever)?(?:'s| is) in charge\b|\b(?:any|some) (?:humans?|real people)\b/,
  /\bcustomer (?:service|support|care)\b(?! is\b)/,
  /\b(?:anyone|anybody|someone|somebody) (?:human|real|alive|in charge)\b/,
  /\b(?:someone|somebody|anyone|anybody|person) (?:from|at|on|in) (?:the|your) (?:staff|team|desk|front desk|office|clinic)\b/,
  /\b(?:don't|do not|rather not|not) (?:want|like|wanna)?(?: to)? ?(?:talk(?:ing)?|speak(?:ing)?|chat(?:ting)?|deal(?:ing)?)? ?(?:to|with)? (?:a |an |this )?(?:bots?|robots?|machines?|ai|computers?)\b/,
  /^(?:please |can you |could you |just |okay )*transfer me\b/,
  /\b(?:talk|speak|chat|connect|transfer|put|patch|get|give|hand|pass|switch|reach|have|want|need|like|prefer|let|call)\b(?: \S+){0,5}? (?:humans?|real (?:person|human|people|one)|(?:live|actual) (?:person|human|agent|one)|persons?|people|someone|somebody|agents?|representatives?|reps?|operator|managers?|supervisor|front desk|reception(?:ist)?|staff(?: member)?|owner|team member|staff|employee)\b(?! (?:who (?:does|do|can do)|to (?:do|look at) my|for my))/,
  /^(?:(?:a|an|the|just|no|please|human|real|live|okay|hi|hello|i said|agent|front desk)[ ,.!]+)*(?:human(?: being)?|real person|person|agent|representative|operator|manager|supervisor|front desk|receptionist|staff|somebody real|someone real)(?: please| now)*[ .!?]*$/,
  /\b(?:real|actual|live) (?:person|human|human being|people|receptionist)\b/,
  /\b(?:talk|speak|chat|transfer(?:red)?|put|connect(?:ed)?|patch(?:ed)?)\b(?: me)?(?: through)? (?:to|with) (?:the |a |an |your |some )?(?:doctor|nurse|dr\.? \w+|provider|injector|clinician|someone|somebody|anyone|boss|lady|girl|guy)\b/,
  /\bis (?:there |anyone |anybody |someone |somebody )+(?:else )?(?:i can (?:talk|speak)|there|available to (?:talk|speak)|i could)\b/,
]
const ANGRY =
  /\b(?:ridiculous|(?:this|that|you|the) (?:\w+ )?(?:is|are|'re)? ?(?:garbage|trash|a joke|sucks?)|useless|pathetic|unacceptable|outrageous|worst|furious|pissed|fed up|sick of (?:this|you)|(?:waste|wasting) (?:of )?(?:my )?time|terrible service|awful service|complain(?:t|ing)?|lawyer|sue you|rip ?off|scam|stupid (?:bot|robot|machine|thing)|idiot|moron|dumb|shut up|f+u+c+k\w*|wtf|bullshit|shit+|crap|damn|hate (?:this|you|talking to)|(?:this|you|it)(?:'re| is| isn't|'s)? (?:not|isn't|aren't) (?:working|helping|helpful))\b/

const MESSAGE = [
  /\btell (?:dr \w+|doctor \w+|nurse \w+|them|her|him|(?:the|your) (?:\w+ )?(?:doctor|nurse|team|manager|staff|front desk|owner|girls|ladies))\b/,
  /\b(?:someone|somebody|anyone|they|she|he|dr \w+|the nurse) (?:to |can |could |will )?(?:calls?|phones?|rings?|texts?|contacts?) me\b/,
  /\b(?:leave|take|send|pass(?: on| along)?|give|relay)\b(?: \S+){0,3} (?:messages?|note|word)\b/,
  /\b(?:call|ring|phone|text|get back to|reach out to|contact) me(?: back)?\b(?!.*\bwhat you)/,
  /\b(?:have|get|ask) (?:\S+ ){1,4}?(?:call|ring|phone|text|contact|get back to)(?: to)? me\b/,
  /\bcall ?back\b/,
  /\b(?:tell|let) (?:dr\.? \w+|doctor \w+|nurse \w+|them|her|him|the (?:doctor|nurse|team|manager|staff|front desk|owner)|everyone|your (?:team|manager|staff)|\w+) (?:know )?(?:that|i|i'm|about|to)\b/,
]
const NOT_A_MESSAGE = /\b(?:tell|let) (?:me|you|us)\b/

const WAITLIST =
  /\b(?:wait ?-?list(?:ed)?|waiting list|stand ?-?by list|cancell?ation list)\b|\b(?:let|tell|text|call|notify|ping|message|email) me (?:know )?(?:right away |as soon as |in case |when |if )+(?:\w+ ){0,3}(?:opens? up|becomes? (?:free|available)|comes? (?:up|free)|frees up|cancels|gets free|is free)\b|\bif (?:something|anything|a (?:spot|slot|time|place)|somebody|someone|anyone|one)(?: \w+){0,3} (?:opens? up|comes? up|frees up|cancels|becomes? (?:free|available))\b/

const CONTACT = [
  /\bmy (?:\w+ )?(?:phone|number|email|e-mail|name|contact) (?:has |is |was |just )*(?:changed|different|wrong|new)\b/,
  /\b(?:change|update|correct|fix|edit|new)\b(?: \S+){0,3} (?:phone|number|email|e-mail|cell|contact|last name|surname|name)\b/,
  /\b(?:i have|i've got|got) a new (?:phone|number|email|cell)\b/,
]

/** Policy, fees and the like about moving or cancelling are questions, not wishes. */
const ABOUT_POLICY =
  /\b(?:polic(?:y|ies)|fees?|charged?|refund\w*|penalt\w+|notice|deposit|how (?:late|long|far|much|does)|for free|without (?:a |any |paying)|what (?:happens|if)|is it (?:okay|free)|can i still)\b/

/** Sentences and their parts are looked at one by one: a question about prices does not hide the wish beside it. */
export function hearWants(plain: string, about: { hasTreatment?: boolean; hasWhen?: boolean } = {}): Set<Want> {
  const clauses = plain.split(
    /(?<=[?!.])\s+|,?\s+(?:and|but|also|so|then)\s+(?=(?:can|could|how|what|when|do|does|is|are|i|i'd|let's|please|would|may)\b)/,
  )
  const wants = new Set(clauses.flatMap((clause) => [...clauseWants(clause, about)]))
  if (OTHER_TIME_FOR_BOOKED.test(plain)) wants.add('move')
  if (wants.has('move_or_cancel') && (wants.has('move') || wants.has('cancel'))) wants.delete('move_or_cancel')
  if (wants.has('move') || wants.has('cancel')) wants.delete('look_up')
  // "I can't make it Thursday, can I come in Friday?" wants the same visit on another day.
  if (wants.has('move_or_cancel') && wants.has('book'))
    return new Set<Want>([...wants, 'move'].filter((want) => want !== 'book' && want !== 'move_or_cancel') as Want[])
  if (wants.has('move') || wants.has('cancel')) wants.delete('book')
  return wants
}

function clauseWants(
  plain: string,
  { hasTreatment = false, hasWhen = false }: { hasTreatment?: boolean; hasWhen?: boolean },
): Set<Want> {
  const wants = new Set<Want>()
  const any = (patterns: readonly RegExp[]): boolean => patterns.some((pattern) => pattern.test(plain))
  // "I need to see someone about my skin" wants an appointment, "to talk to someone" a person.
  const toTalk = plain.replace(/\bsee (?:someone|somebody|anyone)\b/g, 'come in')
  if (PERSON.some((pattern) => pattern.test(toTalk)) || ANGRY.test(plain)) wants.add('person')
  // "Have someone call me back" asks for a call, not for a person now.
  const isCallback =
    /\b(?:call|phone|ring|text|get back to|contact|message|note|tell|let)\b/.test(plain) &&
    !/\b(?:human|real|manager|supervisor|operator|front desk|right now|now)\b/.test(plain)
  if (any(MESSAGE) && !(NOT_A_MESSAGE.test(plain) && !/message|call ?back|call me/.test(plain))) {
    wants.add('message')
    if (isCallback && !ANGRY.test(plain)) wants.delete('person')
  }
  const asksPolicy =
    ABOUT_POLICY.test(plain) && /^(?:\w+[ ,]+){0,6}(?:what|how|do|does|is|are|will|would|can|if|when)\b|\?/.test(plain)
  // "Do you have a waitlist?" is nearly always a wish to be on it.
  if (WAITLIST.test(plain) && !/\boff (?:of )?(?:the|your) wait/.test(plain)) return new Set<Want>(['waitlist'])
  if (any(MOVE) && !asksPolicy) wants.add('move')
  if (any(CANCEL) && !asksPolicy && !/\bdon't cancel\b/.test(plain)) wants.add('cancel')
  if (CANNOT_COME.test(plain) && !asksPolicy && !wants.has('move') && !wants.has('cancel')) {
    wants.add(/\b(?:instead|another|different|move|later|earlier)\b/.test(plain) ? 'move' : 'move_or_cancel')
  }
  if (wants.has('cancel') && wants.has('move'))
    wants.delete(/\b(?:or|and) (?:re-?schedul|re-?book|move)/.test(plain) ? 'cancel' : 'move')
  if (any(LOOK_UP) && wants.size === 0) wants.add('look_up')
  if (any(CONTACT) && !wants.has('move')) wants.add('update_contact')
  if (wants.has('move') || wants.has('cancel') || wants.has('look_up') || wants.has('move_or_cancel')) return wants
  const asksOnly =
    /\b(?:how much|what's the (?:price|cost)|how do i|do i need|can i (?:drink|exercise|work ?out|wear|eat|take|shower|tan|swim|drive|bring|pay|use|still))\b/.test(
      plain,
    )
  const asksNeed = /\bdo (?:i|you|we) (?:need|have to|require)\b/.test(plain)
  if (any(BOOK) && !asksPolicy && !asksNeed) wants.add('book')
  else if (hasTreatment && (ONE_VISIT.test(plain) || ON_TOP.test(plain))) wants.add('book')
  else if (hasTreatment && hasWhen && !/\b(?:last|ago|yesterday|had|did)\b/.test(plain) && !asksOnly) wants.add('book')
  else if (
    hasTreatment &&
    WANTS_TREATMENT.test(plain) &&
    !asksOnly &&
    !/\?|^(?:do|does|what|who|how|is|are|why|which|can you tell)\b/.test(plain)
  )
    wants.add('book')
  return wants
}

const BYE =
  /^(?:okay |alright |thanks )*(?:later|laters|ttyl|cya|peace|so long)[ .]*$|\b(?:good ?bye|bye(?: ?bye)?|see (?:you|ya)(?: (?:then|later|soon|there|tomorrow|on \w+|at .*))?|talk (?:to you )?(?:later|soon)|have a (?:good|great|nice|lovely|wonderful) (?:\w+)|take care|i'm hanging up|hang up|end (?:the )?(?:call|chat|conversation)|that(?:'s| is| will be|'ll be) (?:all|it|everything)(?: (?:for (?:now|today)|thanks?|thank you|i needed?|i need))*|nothing else|i'm (?:all set|good now|done)|all set|i'?m good(?: thanks?| thank you)*|we're (?:good|done)|cheers,? bye)\b/

export function hearGoodbye(plain: string): boolean {
  const words = plain.replace(/[.,!]/g, ' ').trim()
  return (
    BYE.test(words) &&
    words.split(/\s+/).length <= 14 &&
    !/\?|\b(?:before (?:you|i) go|wait|but|one more)\b/.test(words)
  )
}

/** Leaves off what is under way: "never mind", "forget it". */
export function hearNeverMind(plain: string): boolean {
  return /\b(?:never ?mind|forget (?:it|about it|that)|changed my mind|(?:let's )?(?:leave|drop|skip) it|not (?:interested )?(?:any ?more|right now)|stop (?:the )?booking|i'll (?:think about it|call back|come back)|maybe (?:another|some other) time|don't (?:want|need) (?:it|to book|an appointment)(?: any ?more| now)?)\b/.test(
    plain,
  )
}
