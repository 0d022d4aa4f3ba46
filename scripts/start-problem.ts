/** Why it does not start, in a sentence with a way on. What is not known here says it in its own words. */
export function startProblem(error: unknown, options: { dataDir: string }): string {
  const message = error instanceof Error ? error.message : String(error)
  const { code } = error as NodeJS.ErrnoException
  const { dataDir } = options
  // PostgreSQL's words, through Prisma and through node-pg; the second where a part of the block still fitted.
  if (code === 'ENOSPC' || /No space left on device|could not extend file|could not write to file/.test(message)) {
    return `The disk that holds ${dataDir} is full. Free some space and start again; what was begun is taken up from there.`
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return `${dataDir} is not a folder, or lies in something that is none. Move it away, or name another folder: npm start -- --data <folder>`
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `${dataDir} cannot be written (${code}). Give this user the right to, or name another folder: npm start -- --data <folder>`
  }
  return message
}
