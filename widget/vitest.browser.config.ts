import { defineConfig } from 'vitest/config'

/** The built widget (`node widget/build.ts` first) in a real Chromium, on a foreign site with a strict policy. */
export default defineConfig({
  test: {
    name: 'widget-browser',
    include: ['tests/**/*.browser.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    fileParallelism: false,
    retry: 1,
  },
})
