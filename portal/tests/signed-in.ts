import type { BrowserContext } from '@playwright/test'

/** Gives a browser the fake server's session of `email`, without the form. */
export async function signedIn(context: BrowserContext, email: string): Promise<void> {
  await context.addCookies([{ name: 'session', value: email, domain: '127.0.0.1', path: '/' }])
}
