import type { Ask } from './ask.ts'
import type { DiskSpace } from './disk-space.ts'

// The engine starts a merge only where its result fits. What else may be written until the next look, which under
// load is a tenth of a second away, is what this is for: at 2 GB/s, the most of a disk of today.
const RESERVE_BYTES_MAX = 256 * 1024 * 1024
const RESERVE_SHARE_MAX = 1 / 4

// A merge that is stopped frees what it had written: it must not start at once on that.
const RESUME_FACTOR = 2

/** Holds back the engine's merges, those under way too. */
export interface MergeHold {
  stop(): Promise<void>
  /** Stops them where the disk has so little room that one may run into its end. To be called before each write. */
  stopWhereLow(space: DiskSpace): Promise<void>
  /** Lets them go on where there is room. To be called after each write that was done. */
  resumeWhereRoom(space: DiskSpace): Promise<void>
}

/** Takes control of when the engine merges; nothing is held back yet. */
export function holdMerges(ask: Ask): MergeHold {
  let areStopped = false

  async function stop(): Promise<void> {
    await ask('SYSTEM STOP MERGES')
    areStopped = true
  }

  return {
    stop,
    async stopWhereLow(space) {
      // Each time anew: tables that were made or loaded meanwhile do not know of it.
      if (space.freeBytes < reserveBytes(space)) await stop()
    },
    async resumeWhereRoom(space) {
      if (!areStopped || space.freeBytes < reserveBytes(space) * RESUME_FACTOR) return
      await ask('SYSTEM START MERGES')
      areStopped = false
    },
  }
}

function reserveBytes({ totalBytes }: DiskSpace): number {
  return Math.min(RESERVE_BYTES_MAX, totalBytes * RESERVE_SHARE_MAX)
}
