import type { Session } from '#lib/server/session.ts'
import type { Locale } from '#lib/messages/locale.ts'
import type { Theme } from '#lib/theme.ts'

declare global {
  namespace App {
    interface Error {
      /** For programs: the API's own code. */
      code?: string
      /** Quote this to support; it finds the log line. */
      requestId?: string
    }
    interface Locals {
      theme: Theme
      locale: Locale
      /** Path and query of the page asked for. */
      page: string
      /** Where the server's API answers, without a slash at the end. */
      serverOrigin: string
      /** Who is signed in, asked once per request. */
      session?: Promise<Session>
      /** Set-Cookie headers of the sign-in service, to be passed on to the browser word for word. */
      setCookies: string[]
    }
  }
}

export {}
