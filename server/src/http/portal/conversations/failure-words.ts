/** What the providers' codes mean, and what to do. Twilio's are numbers; SendGrid's and ours are words. */
const words: Record<string, string> = {
  opted_out: 'This person has asked not to be written to here. Call them instead.',
  '21610': 'This person has texted STOP to your number. Call them, or write an email.',
  not_registered: 'Your number is not registered for texting yet. It goes out once it is.',
  no_number: 'Your spa has no number to text from. Add one under Set-up, Messages.',
  '21211': 'This is not a phone number. Check it with the customer.',
  '21614': 'This number cannot get texts. Call it instead.',
  '21408': 'Texts to this country are not switched on.',
  '30001': 'Too many messages were waiting at the carrier. Send it again.',
  '30002': 'The texting account is suspended. Ask whoever looks after it.',
  '30003': 'The phone is off or out of reach. Send it again later.',
  '30004': 'The phone or its carrier blocks messages of your number.',
  '30005': 'There is no such phone any more. Check the number with the customer.',
  '30006': 'This is a landline, which gets no texts. Call it instead.',
  '30007': 'The carrier took it for spam. Write it in other words.',
  '30008': 'The carrier does not say why it did not arrive. Send it again.',
  '30034': 'Your number is not registered for texting, so the carrier refused it.',
  bounce: 'There is no such mailbox. Check the address with the customer.',
  blocked: 'Their mail server refused it just now. Send it again later.',
  dropped: 'This address did not take mail before, so it was not tried again.',
  spamreport: 'This person has marked your mail as spam.',
  unsubscribe: 'This person has asked not to get email.',
  invalid: 'This is not an email address. Check it with the customer.',
}

/** Why a message did not arrive. An unknown code is shown as it is, so that it can be looked up. */
export function failureWords({ errorCode }: { errorCode: string | null }): { code: string; words: string } {
  if (errorCode === null) return { code: '', words: 'It did not arrive, and nobody says why. Send it again, or call.' }
  const code = errorCode.trim()
  return {
    code,
    words: words[code.toLowerCase()] ?? `It did not arrive (${code.slice(0, 80)}). Send it again, or call.`,
  }
}
