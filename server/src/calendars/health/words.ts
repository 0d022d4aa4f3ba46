/** Why a calendar's times are withheld, for the spa's people: what happened, and what to do. */
export function whyInWords(reason: string | null): string {
  switch (reason) {
    case 'dead_token':
      return 'Google does not let Ava in any more: the permission has ended or was taken back. Connect the account again.'
    case 'forbidden':
      return 'Ava may not read or write this calendar any more. Share it with the connected account, with the right to make changes.'
    case 'quota':
      return 'Google answers no more questions for now. Ava goes on trying by herself.'
    case 'unreachable':
      return 'Google does not answer. Ava goes on trying by herself.'
    case 'stale':
      return 'Ava has not read this calendar for a while. She goes on trying by herself; if it stays so, her server needs a look.'
    case 'first_sync':
      return 'Ava is reading this calendar for the first time.'
    case 'bad_answer':
    case 'refused':
      return 'Google’s answer could not be read. Ava goes on trying by herself.'
    default:
      return 'The calendar does not work.'
  }
}
