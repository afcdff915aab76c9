import type { Instant } from './instant.ts'

/** Where an environment's time comes from. Nothing else reads the wall clock. */
export interface Clock {
  now(): Instant
}

/** The machine's time; it never gives an earlier instant than it gave before. */
export function wallClock(): Clock {
  let latest = 0
  return {
    now() {
      latest = Math.max(latest, Date.now())
      return latest
    },
  }
}

/** Milliseconds since some moment, whatever the environment's clock says: for waiting, never for what is stored. */
export function elapsedMs(): number {
  return performance.now()
}
