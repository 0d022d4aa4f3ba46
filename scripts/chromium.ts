import { existsSync } from 'node:fs'
import { run } from './run.ts'
import { say } from './say.ts'

const places = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * The Chromium that browser tests run in: an installed one, Playwright's own, or one
 * that is installed now where that can be done. Throws a sentence that names the command otherwise.
 */
export async function findChromium(options: { playwrightChromium: string; root: string }): Promise<string> {
  const installed = [...places, options.playwrightChromium].find((path) => path !== undefined && existsSync(path))
  if (installed) return installed
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (isDebianRoot) {
    say('  no Chromium here: installing Debian’s …')
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    const options_ = { cwd: options.root, name: 'installing chromium', env }
    try {
      await run('apt-get', ['update', '-qq'], options_)
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options_)
    } catch (error) {
      throw new Error(`Chromium could not be installed: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      })
    }
    if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium'
  }
  throw new Error(
    'The browser tests need Chromium. Run one of these, then `npm test` again:\n' +
      '  sudo apt-get install -y chromium        (Debian)\n' +
      '  npx playwright install chromium         (any system that reaches Playwright’s downloads)\n' +
      'or set CHROMIUM_PATH to the browser you have.',
  )
}
