import { defineConfig } from 'vitest/config'

// Tests beside their source that run the engine; all others there share a process, which saves a start for each.
const WITH_ENGINE = ['src/{ingest,usage,warehouse}/**/*.test.ts', 'src/metrics/**/*.test.ts']
const BESIDE_SOURCE = ['src/**/*.test.ts', 'schemas/**/*.test.ts']

// chDB binds one data folder per process and crashes in worker threads, so each test file gets a process.
export default defineConfig({
  test: {
    pool: 'forks',
    // By default one core is left idle.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'pure', include: BESIDE_SOURCE, exclude: WITH_ENGINE, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'engine',
          include: [...WITH_ENGINE, 'test/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: [
            ...(process.env['KNOWN_FAULTS'] === undefined ? ['test/known-faults/**'] : []),
            // They have runs of their own: npm run test:failures and npm run test:crash.
            ...(process.env['CRASHES'] === undefined ? ['test/crash/**'] : []),
            // They start programs, again and again: npm run test:processes.
            ...(process.env['PROCESSES'] === undefined ? ['test/processes/**', 'examples/**'] : []),
          ],
        },
      },
    ],
  },
})
