/**
 * Words from outside as PostgreSQL can keep them. It has no NUL, and refuses the whole row for one, so that
 * one stray character of a model or a visitor would cost everything that was said with it.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}
