import type { Response } from 'express'

/** An error of Google's token endpoint. */
export interface OAuthProblem {
  status: number
  error: string
  error_description: string
}

export function oauthProblem(error: string, description: string, status = 400): OAuthProblem {
  return { status, error, error_description: description }
}

export function sendOAuthProblem(response: Response, { status, ...body }: OAuthProblem): void {
  response.status(status).set({ 'cache-control': 'no-store', pragma: 'no-cache' }).json(body)
}
