import { chromium, defineConfig } from '@playwright/test'
import { findChromium } from '../scripts/chromium.ts'
import { chromiumFlags } from './support/chromium-flags.ts'

const executablePath = await findChromium({
  playwrightChromium: chromium.executablePath(),
  root: import.meta.dirname,
})

export default defineConfig({
  projects: [
    // Who listens, speaks and writes to Ava.
    { name: 'ava', testDir: 'tests' },
    // Who works in the portal, on the real server.
    { name: 'portal', testDir: 'portal' },
  ],
  outputDir: 'test-results',
  // Who listens and speaks mostly waits, in real time: two do so side by side, each with an Ava of their own.
  workers: 2,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env['CI'] !== undefined,
  // A busy machine is not a fault; a second one in a row is. What needed it is named at the end of `npm test`.
  retries: 1,
  reporter: 'line',
  use: {
    browserName: 'chromium',
    permissions: ['microphone'],
    actionTimeout: 10_000,
    trace: 'retain-on-failure',
    launchOptions: { executablePath, args: chromiumFlags },
  },
})
