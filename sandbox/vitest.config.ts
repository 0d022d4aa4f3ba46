import { defineConfig } from 'vitest/config'

// No test replaces a module: each worker reads them once, not once for each file.
export default defineConfig({ test: { isolate: false } })
