import type { Response } from 'express'

/** An error as Twilio's REST API words it. */
export interface TwilioProblem {
  status: number
  code: number
  message: string
}

export function twilioProblem(code: number, message: string, status = 400): TwilioProblem {
  return { status, code, message }
}

export function sendTwilioProblem(response: Response, { status, code, message }: TwilioProblem): void {
  response.status(status).json({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status })
}
