import { defineConfig } from 'vitest/config'

/** Unit tests, beside what they test. The ones in a browser: vitest.browser.config.ts. */
export default defineConfig({ test: { name: 'widget', include: ['src/**/*.test.ts', 'build/**/*.test.ts'] } })
