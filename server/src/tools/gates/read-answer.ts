/** What somebody's words say to "shall I?". */
export type Answer = 'yes' | 'no' | 'unclear'

// "No problem", "no other questions": no refusals.
const harmless =
  /\b(?:no (?:problem|worries|rush|questions?|other questions?|more questions?|further questions?|changes?|doubt|need to (?:text|call|email|send|wait)|thats (?:it|fine|right|all|correct|good|perfect)|it is fine|allergies)|not a problem|why not|cant wait|dont worry|dont mind|do not mind|nothing else|wait time|not at all|absolutely no problem)\b/g
const negatedDoing =
  /\b(?:dont|do not|please dont|not|never|cant|cannot|wouldnt|wont)(?: (?:want|think|you|to|me|it|that|please|actually|go|ahead|and|just|yet))* (?:book|cancel|confirm|do|move|change|reschedule|go|proceed|want|like|schedule|need)\w*\b/g
/** Words that turn a yes round: "absolutely not", "great, but never". */
const turned =
  /\b(?:absolutely|definitely|certainly|of course|sure|ok|okay|fine|great|perfect|right|please) (?:not|never)\b/g
/** What comes after them is another wish than the one that was put: "yes, but at three". */
const butOtherwise = /\b(?:but|unless|except|as long as|provided|only if|if)\b/
const politeIf =
  /\b(?:let me know if|if possible|if you (?:can|could|would|please|dont mind)|if (?:thats|that is|its|it is) (?:ok|okay|fine|all right|alright|possible))\b/g
/** Somebody who asks this has not decided, whatever they begin with. */
const wantsToKnow = /\b(?:how (?:much|long|many)|what(?:s| is| are| do| does| was| about| time)|which|how about)\b/
const plainYes =
  /\b(?:yes|yeah|yep|yup|yea|do it|go ahead|go for it|book it|book that|please do|i confirm|confirmed|that works|cancel it|move it|please (?:book|cancel|move))\b/

const no =
  /\b(?:no|nope|nah|naw|not yet|not now|not today|not really|not sure|not quite|unsure|wait|hold on|hang on|one (?:second|sec|moment|minute)|actually|stop|never ?mind|changed my mind|change my mind|instead|rather not|rather have|maybe later|later|think about it|let me (?:think|check|see|ask)|have to check|need to check|wrong|isnt right|not right|incorrect|forget it|leave it|keep it|second thoughts?|dont|do not|scratch that|undo|different (?:day|time|date|one)|another (?:day|time|date)|espera|todavia no|mejor no)\b/g
const yes =
  /\b(?:yes|yeah|yep|yup|yea|ya|sure|ok|okay|okey|k|please do|do it|go ahead|go for it|book it|book that|book me|confirm|confirmed|i confirm|correct|thats right|right|exactly|absolutely|definitely|of course|certainly|sounds? (?:good|great|perfect|fine|right)|looks? (?:good|great|right|fine)|thats (?:fine|good|great|perfect|ok|okay|correct|the one)|that works|works for me|perfect|great|good|fine|lovely|wonderful|alright|all right|agreed|i agree|i accept|cancel it|move it|please cancel|please book|please move|please|yes please|affirmative|si|claro|dale|oui|ja)\b/g

/**
 * A plain yes, a plain no, or neither. The last word counts ("yes … wait, actually no"); a
 * question without a yes in it ("how much is it?") is neither. When in doubt it is not a yes:
 * asking again costs a sentence, booking against somebody's word costs more.
 */
export function readAnswer(words: string): Answer {
  const text = words
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
  const isQuestion = text.trimEnd().endsWith('?')
  const plain = text
    .replace(/[^\p{L}\p{N}\s👍👎✅❌]+/gu, ' ')
    .replace(/👍|✅/gu, ' yes ')
    .replace(/👎|❌/gu, ' no ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(harmless, ' yes ')
    .replace(negatedDoing, ' no ')
    .replace(turned, ' no ')
  const lastNo = lastIndex(plain, no)
  // "Not sure" and "not right" hold no yes.
  const lastYes = lastIndex(
    plain.replace(no, (words) => '#'.repeat(words.length)),
    yes,
  )
  if (lastNo < 0 && lastYes < 0) return 'unclear'
  if (lastNo > lastYes) return 'no'
  // "No, that is fine" and "wait, yes": the yes came last. "No ... good" with much between does not.
  if (
    lastNo >= 0 &&
    !/\b(?:yes|yeah|yep|yup|sure|go ahead|do it|book it|thats (?:fine|right|good|ok|okay|correct|perfect)|that works|please do|confirm|ok|okay)\b/.test(
      plain.slice(lastNo),
    )
  )
    return 'no'
  // "Ok, how much is it?", "sure, what do I owe": asked, not answered.
  if ((isQuestion || wantsToKnow.test(plain)) && !plainYes.test(plain)) {
    const isAgreed = isQuestion && !wantsToKnow.test(plain) && /\b(?:sounds good|confirm)\b/.test(plain)
    if (!isAgreed) return 'unclear'
  }
  const meant = plain.replace(politeIf, ' ')
  const condition = butOtherwise.exec(meant)
  if (condition && !plainYes.test(meant.slice(condition.index))) return 'unclear'
  return 'yes'
}

function lastIndex(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].at(-1)?.index ?? -1
}
