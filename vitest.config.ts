import { defineConfig } from 'vitest/config'

// chDB binds one data folder per process and crashes in worker threads, so each test file gets a process.
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'schemas/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'],
    exclude: [
      'node_modules/**',
      ...(process.env['KNOWN_FAULTS'] === undefined ? ['test/known-faults/**'] : []),
    ],
    pool: 'forks',
    // By default one core is left idle.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
