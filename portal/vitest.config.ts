import { defineConfig } from 'vitest/config'

// Only pure functions are tested here, so the tests need neither Kit's nor Svelte's plugin, nor
// the tsconfig that Kit generates.
export default defineConfig({
  test: { name: 'portal', include: ['src/**/*.test.ts'] },
  tsconfig: '../tsconfig.base.json',
})
