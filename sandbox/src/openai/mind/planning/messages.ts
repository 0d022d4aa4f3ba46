import { askFor, callWith, say, type Scene, type Step } from './step.ts'

/** Taking a message: what, from whom, and how to reach them. */
export function messageStep(scene: Scene): Step {
  const { reading, tools } = scene
  const { contact, heard } = reading
  if (!tools.has('take_message')) return say(`I'm sorry, I can't take messages here. ${askFor('help', scene)}`)
  if (!reading.message) return say('Of course. What would you like me to pass on?')
  if (!contact.given && tools.takes('take_message', 'given_name') && reading.asked !== 'name')
    return say('Who should I say it is from? Your name, please?')
  const wantsReach =
    !reading.isReachKnown && (tools.takes('take_message', 'phone') || tools.takes('take_message', 'email'))
  if (heard?.isPhoneUnclear)
    return say('I think some digits are missing. Could you give me the whole number with its area code?')
  if (wantsReach && !contact.phone && !contact.email && !reading.isContactRefused && reading.asked !== 'phone') {
    return say(
      `${contact.given && heard?.name ? `Thanks, ${contact.given}. ` : ''}What's the best phone number to reach you?`,
    )
  }
  const take = tools.call('take_message', {
    message: reading.message,
    given_name: contact.given,
    family_name: contact.family,
    phone: contact.phone,
    email: contact.email,
  })
  return take ? callWith(take) : say(`I'm sorry, I can't take that message. ${askFor('help', scene)}`)
}
