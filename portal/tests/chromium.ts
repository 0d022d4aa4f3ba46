import { existsSync } from 'node:fs'

/** The browser of the system, where there is one; otherwise Playwright's own. */
export function executablePath(): string | undefined {
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))
}
