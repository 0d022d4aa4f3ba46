import type { Response } from 'express'

const STATUS: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
}

/** The Calendar API refuses a request; the router's error handler words it as Google does. */
export class ApiProblem extends Error {
  override name = 'ApiProblem'
  readonly code: number
  readonly reason: string
  readonly domain: string
  readonly location: { locationType: 'parameter' | 'header'; location: string } | null
  /** Whether a careful client would not have sent it. */
  readonly isViolation: boolean

  constructor(
    code: number,
    reason: string,
    message: string,
    {
      domain = 'global',
      parameter,
      header,
      isViolation = code === 400,
    }: { domain?: string; parameter?: string; header?: string; isViolation?: boolean } = {},
  ) {
    super(message)
    this.code = code
    this.reason = reason
    this.domain = domain
    this.isViolation = isViolation
    this.location = parameter
      ? { locationType: 'parameter', location: parameter }
      : header
        ? { locationType: 'header', location: header }
        : null
  }

  /** `{ error: { code, message, errors, status } }`; a few of Google's codes have no status. */
  body(): { error: Record<string, unknown> } {
    const { code, message, domain, reason, location } = this
    const status = STATUS[code]
    return {
      error: {
        code,
        message,
        errors: [{ domain, reason, message, ...location }],
        ...(status ? { status } : {}),
      },
    }
  }
}

export function sendApiProblem(response: Response, problem: ApiProblem): void {
  if (problem.code === 401)
    response.set('www-authenticate', 'Bearer realm="https://accounts.google.com/", error="invalid_token"')
  response.status(problem.code).json(problem.body())
}

export function invalid(message: string, parameter?: string): ApiProblem {
  return new ApiProblem(400, 'invalid', message, parameter ? { parameter } : {})
}

export function required(message: string): ApiProblem {
  return new ApiProblem(400, 'required', message)
}

export function notFound(): ApiProblem {
  return new ApiProblem(404, 'notFound', 'Not Found')
}

export function invalidCredentials(isViolation: boolean): ApiProblem {
  return new ApiProblem(401, 'authError', 'Invalid Credentials', { header: 'Authorization', isViolation })
}

export function insufficientScopes(): ApiProblem {
  return new ApiProblem(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.', {
    isViolation: true,
  })
}

export function rateLimit(code: 403 | 429, reason = 'rateLimitExceeded', message = 'Rate Limit Exceeded'): ApiProblem {
  return new ApiProblem(code, reason, message, { domain: 'usageLimits' })
}

export function preconditionFailed(): ApiProblem {
  return new ApiProblem(412, 'conditionNotMet', 'Precondition Failed', { header: 'If-Match' })
}

export function duplicate(): ApiProblem {
  return new ApiProblem(409, 'duplicate', 'The requested identifier already exists.')
}

export function deleted(): ApiProblem {
  return new ApiProblem(410, 'deleted', 'Resource has been deleted')
}

export function fullSyncRequired(): ApiProblem {
  return new ApiProblem(410, 'fullSyncRequired', 'Sync token is no longer valid, a full sync is required.', {
    domain: 'calendar',
    parameter: 'syncToken',
  })
}

export function backendError(status: number): ApiProblem {
  return new ApiProblem(status, 'backendError', 'Backend Error')
}
