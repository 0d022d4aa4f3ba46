/** Node and the browser disagree on which no-break space stands before "AM"; a plain one makes server and client say the same. */
export function plainSpaces(text: string): string {
  return text.replace(/[\u202f\u00a0]/g, ' ')
}
