import type { ApiError } from '@ava/protocol/api-error.ts'
import type { ErrorRequestHandler } from 'express'
import type { Logger } from 'pino'
import { core } from 'zod'
import { isUnavailable } from '../db/errors.ts'
import { HttpError } from './http-error.ts'
import { inLanguageOf } from './spanish/in-language.ts'

/** The last word on every request that failed: its own words when it has some, otherwise nothing about the inside. */
export function createErrorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const requestId = response.locals['requestId'] as string | undefined
    const failure = asHttpError(error)
    if (failure.status >= 500) {
      logger.error(
        { err: error, requestId, method: request.method, path: request.path, status: failure.status },
        'request failed',
      )
    }
    // Half an answer cannot be taken back: Express closes the connection.
    if (response.headersSent) return next(error)
    if (failure.retryAfterSeconds !== undefined) response.set('Retry-After', String(failure.retryAfterSeconds))
    const say = inLanguageOf(request)
    const body: ApiError = {
      error: {
        code: failure.code,
        message: say(failure.message),
        ...(failure.fields ? { fields: inOneLanguage(failure.fields, say) } : {}),
        ...(requestId ? { requestId } : {}),
      },
    }
    response.status(failure.status).set('Cache-Control', 'no-store').json(body)
  }
}

function inOneLanguage(fields: Record<string, string>, say: (sentence: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([field, problem]) => [field, say(problem)]))
}

function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error
  if (error instanceof core.$ZodError) return fromZod(error)
  if (isUnavailable(error)) {
    return new HttpError(503, 'try_again', 'The server cannot reach its database right now. Try again in a moment.', {
      retryAfterSeconds: 2,
    })
  }
  return (
    fromExpress(error) ??
    new HttpError(500, 'internal_error', 'Something went wrong on our side. Try again in a moment.')
  )
}

function fromZod(error: core.$ZodError): HttpError {
  const fields = Object.fromEntries(error.issues.map((issue) => [issue.path.join('.') || 'body', issue.message]))
  return new HttpError(400, 'invalid_request', 'Some fields are not as they should be.', { fields })
}

/** What Express and its body parsers throw: they say the status themselves, but quote the request in their words. */
function fromExpress(error: unknown): HttpError | null {
  const status = (error as { status?: unknown }).status
  if (status === 413) return new HttpError(413, 'too_large', 'The request is larger than this address takes.')
  if (status === 415) return new HttpError(415, 'unsupported_type', 'Send JSON, as UTF-8.')
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new HttpError(status, 'bad_request', 'The request could not be read.')
  }
  return null
}
