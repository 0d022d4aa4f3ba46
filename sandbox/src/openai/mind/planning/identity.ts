import { phoneInWords } from '../hearing/phones.ts'
import { askFor, callWith, newest, say, thenAsk, type Scene, type Step } from './step.ts'

const NOT_ARRIVED =
  /\b(?:didn't|did not|don't|haven't|hasn't|have not|not|never|no)\b.*\b(?:get|got|receive[d]?|arrive[d]?|come|code)\b|\bresend\b|\bsend (?:it |me |a |another )*(?:again|new|code)\b|\bnew code\b/

/** Who it is comes before anything about their appointments: a code to the phone or email on file. Null when that is settled. */
export function identityStep(scene: Scene): Step | null {
  const { reading, tools } = scene
  const { identity, contact, heard } = reading
  if (identity === 'unknown' || identity === 'verified') return null
  const answer = newest(scene)
  if (identity === 'code_sent') {
    if (reading.code) {
      const check = tools.call('check_code', { code: reading.code })
      if (check) return callWith(check)
    }
    if (answer?.ok && answer.name === 'send_code') {
      const to = contact.phone ? phoneInWords(contact.phone) : (contact.email ?? 'you')
      return say(thenAsk(answer.say ?? `I've sent a code to ${to}.`, 'What is the code?'))
    }
    const isOffered = heard?.yesNo === 'yes' && /\b(?:new|another) (?:code|one)\b/i.test(reading.lastAvaWords ?? '')
    const resend = heard && (isOffered || NOT_ARRIVED.test(heard.plain)) && answer === null
    const send = resend || heard?.phone || heard?.email ? tools.call('send_code', destination(scene)) : null
    if (send && answer === null) return callWith(send, resend ? "I'll send it again." : '')
    if (answer && !answer.ok && answer.say) return say(thenAsk(answer.say, 'What is the code I sent you?'))
    if (reading.misses > 0) return say(`Without the code I can't open appointments. ${askFor('message', scene)}`)
    return say("Sorry, I didn't get the code. What is the code I sent you?")
  }
  const send =
    contact.phone || contact.email || reading.isReachKnown ? tools.call('send_code', destination(scene)) : null
  if (send) return callWith(send)
  if (!tools.has('send_code')) return null
  if (heard?.isPhoneUnclear)
    return say('I think some digits are missing. Could you give me the whole number with its area code?')
  const words = answer && !answer.ok && answer.say ? answer.say : 'First I need to make sure it is you.'
  return say(thenAsk(words, "What's the phone number or email on the appointment?"))
}

function destination({ reading }: Scene): Record<string, unknown> {
  const { phone, email } = reading.contact
  return phone ? { phone } : { email }
}
