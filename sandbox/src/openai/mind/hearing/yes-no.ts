const YES_START =
  /^(?:(?:oh|well|so|and|mm|great|perfect|awesome|thanks|thank you|cool)[ ,.!]+)*(?:yes|yeah|yep|yup|yea|yess+|ye|sure|okay|okey|of course|correct|right|that's right|that is right|absolutely|definitely|certainly|please do|go ahead|go for it|do it|do that|book it|confirm(?:ed)?|(?:sounds|looks) (?:good|great|perfect|right|fine)|perfect|great|good|fine|lovely|wonderful|awesome|excellent|works(?: for me)?|i (?:guess|think|suppose|believe) so|that works|that(?:'d| would) be (?:great|good|perfect|fine|lovely|awesome|nice|wonderful)|works for me|that(?:'s| is) (?:fine|good|great|perfect|correct|okay|it|the one|all right|alright|no problem)|all ?right|agreed|understood|it is|i (?:am|do|did|would|agree|accept|confirm)|i'm sure|please|yes please|uh-huh|uh huh|mhm|mm-hmm|mm hmm|let's do (?:it|that)|i'd (?:love|like) (?:that|to)|let's go|si|👍|👌|✅)(?![\w'])/u
const NO_START =
  /^(?:(?:oh|well|so|hm|sorry|um|actually|okay|hmm)[ ,.!]+)*(?:no|nope|nah|na|not (?:really|quite|that|yet|now|today|right|sure|correct|yet)|don't|do not|negative|wrong|incorrect|that's (?:not|wrong)|that is (?:not|wrong)|that isn't|it's not|it isn't|i don't|i do not|i'd rather not|never|neither|none|let's not|i don't think so)(?![\w'])/
/** Words that begin like a yes and are none. */
const NOT_YES =
  /^(?:right now|good (?:morning|afternoon|evening|question|bye)|please (?:don't|stop|wait)|sure(?:ly)? not|okay (?:no|but|wait)|fine print|great question|do it (?:on|at|for)|i am (?:not|looking|trying|interested|free|available|calling)|i would (?:like|rather|prefer|love to)|i'd like to (?!do that)|i do (?:not|have))/
const NO_ANYWHERE =
  /\b(?:that's not (?:right|correct|what)|that is not (?:right|correct)|that's wrong|don't (?:book|do) (?:it|that))\b/

/** Whether words agree or refuse, as far as they say so plainly. */
export function hearYesNo(plain: string): 'yes' | 'no' | null {
  const text = plain.replace(/^[\s.,!?"'-]+/, '')
  if (NO_START.test(text)) return /^(?:no|not a) (?:problem|worries|prob|rush)\b/.test(text) ? 'yes' : 'no'
  if (NO_ANYWHERE.test(text)) return 'no'
  if (YES_START.test(text) && !NOT_YES.test(text)) return /\b(?:but|except) (?:not|no)\b/.test(text) ? null : 'yes'
  return null
}
