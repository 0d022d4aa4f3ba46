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
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  reporter: 'line',
  use: {
    browserName: 'chromium',
    permissions: ['microphone'],
    actionTimeout: 10_000,
    trace: 'retain-on-failure',
    launchOptions: { executablePath, args: chromiumFlags },
  },
})
