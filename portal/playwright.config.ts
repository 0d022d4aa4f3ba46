import { defineConfig } from '@playwright/test'
import { executablePath } from './tests/chromium.ts'

/** The built portal in a real browser, on a server that only pretends to be one: `vite build` first. */
export default defineConfig({
  testDir: 'tests',
  testMatch: '*.spec.ts',
  fullyParallel: true,
  workers: 2,
  retries: 1,
  reporter: 'list',
  outputDir: 'test-results',
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath: executablePath(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    },
    locale: 'en-GB',
    timezoneId: 'Asia/Tokyo',
  },
})
