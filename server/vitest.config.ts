import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Most of them wait: for sound that takes its time, for a database, for a process to die.
    maxWorkers: 4,
    // Reading the server's modules anew for each file took longer than the tests: no test replaces a module.
    isolate: false,
    projects: [
      // Properties of a second's work take longer beside everything else that is checked at the time.
      { test: { name: 'unit', include: ['src/**/*.test.ts'], testTimeout: 20_000 } },
      {
        test: {
          name: 'integration',
          include: ['tests/**/*.test.ts'],
          // One PostgreSQL for the whole run; each test copies a migrated database from it.
          globalSetup: ['tests/harness/global-setup.ts'],
          testTimeout: 40_000,
          // A busy machine is not a fault; a second one in a row is. What needed it is named at the end of `npm test`.
          retry: 1,
          expect: { poll: { timeout: 10_000 } },
          hookTimeout: 30_000,
        },
      },
    ],
  },
})
