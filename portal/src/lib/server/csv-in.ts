/** The file of a form, or what was looked at before: what was looked at is what is written. */
export async function csvIn(form: FormData): Promise<{ csv: string; write: boolean }> {
  const file = form.get('file')
  const csv = file instanceof File && file.size > 0 ? await textOf(file) : String(form.get('csv') ?? '')
  return { csv, write: form.get('write') === 'yes' }
}

/** Spreadsheets on Windows still write its old letters. */
async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
