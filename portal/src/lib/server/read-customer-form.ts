/** What somebody typed about a customer: as it goes to the API, and as it goes back into the form. */
export function readCustomerForm(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? '')
  const lines = (name: string) =>
    text(name)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  const typed = {
    givenName: text('givenName'),
    familyName: text('familyName'),
    phones: text('phones'),
    emails: text('emails'),
    note: text('note'),
  }
  const { givenName, familyName, note } = typed
  return { typed, body: { givenName, familyName, note, phones: lines('phones'), emails: lines('emails') } }
}

/** The API names the line of a list ("phones.1"); the form has one field for all of them. */
export function customerFieldErrors(fields: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields ?? {})
      .toReversed()
      .map(([path, words]) => [path.split('.')[0] ?? path, words]),
  )
}
