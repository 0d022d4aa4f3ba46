import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts'] } },
      {
        test: {
          name: 'integration',
          include: ['tests/**/*.test.ts'],
          // One PostgreSQL for the whole run; each test copies a migrated database from it.
          globalSetup: ['tests/harness/global-setup.ts'],
          testTimeout: 40_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
})
