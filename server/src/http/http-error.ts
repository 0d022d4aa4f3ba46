/** An answer that is not the one asked for, in the shape of protocol/api-error.ts. Thrown by routes, sent by the error handler. */
export class HttpError extends Error {
  override name = 'HttpError'
  readonly status: number
  /** For programs: stable, snake_case. */
  readonly code: string
  readonly fields: Record<string, string> | undefined
  readonly retryAfterSeconds: number | undefined

  /** `message` is for people: what happened and what to do. */
  constructor(
    status: number,
    code: string,
    message: string,
    extra: { fields?: Record<string, string>; retryAfterSeconds?: number } = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.fields = extra.fields
    this.retryAfterSeconds = extra.retryAfterSeconds
  }
}
