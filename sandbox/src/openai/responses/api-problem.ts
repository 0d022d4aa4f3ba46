import type { Response } from 'express'
import type { Problem } from '../realtime/problem.ts'

/** An HTTP error of OpenAI's: `{ error: { message, type, param, code } }`. */
export interface ApiProblem extends Omit<Problem, 'type'> {
  status: number
  type: string
}

export function badRequest(problem: Problem): ApiProblem {
  return {
    status: 400,
    type: 'invalid_request_error',
    code: problem.code,
    message: problem.message,
    param: problem.param,
  }
}

export function missingKey(): ApiProblem {
  const message =
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."
  return { status: 401, type: 'invalid_request_error', code: null, message, param: null }
}

export function unknownModel(model: string): ApiProblem {
  const message = `The model '${model}' does not exist or you do not have access to it.`
  return { status: 404, type: 'invalid_request_error', code: 'model_not_found', message, param: 'model' }
}

export function rateLimited(model: string): ApiProblem {
  const message = `Rate limit reached for ${model} in organization org-sandbox on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 1s.`
  return { status: 429, type: 'requests', code: 'rate_limit_exceeded', message, param: null }
}

export function serverError(): ApiProblem {
  const message =
    'The server had an error while processing your request. Sorry about that! You can retry your request, or contact us through our help center at help.openai.com if the error persists.'
  return { status: 500, type: 'server_error', code: 'server_error', message, param: null }
}

export function sendProblem(response: Response, { status, ...error }: ApiProblem): void {
  if (status === 429) response.set({ 'retry-after': '1', 'retry-after-ms': '1000' })
  response.status(status).json({ error })
}
