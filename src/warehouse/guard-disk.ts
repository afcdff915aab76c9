import { wallClock } from '../kernel/clock.ts'
import type { Asking } from './ask.ts'
import { readDiskSpace, requireSpace } from './disk-space.ts'
import { openFailedWrites } from './failed-writes.ts'
import { holdMerges } from './hold-merges.ts'
import { openTableReload } from './reload-tables.ts'
import type { WriteGuard } from './write-guard.ts'

export interface DiskLimits {
  /** What must be left beside a write, for its indexes and for what else is being written. */
  reserveBytes: number
  lookEveryMs: number
}

export const DISK_LIMITS: DiskLimits = {
  reserveBytes: 8 * 1024 * 1024,
  // What a broken merge has replaced is on disk for eight minutes more.
  lookEveryMs: 60_000,
}

const BYTES_FOR_EACH_SENT = 4

/**
 * Guards the writes of the embedded engine, which goes on after a write to a file that failed as if it were done
 * (docs/decisions/0009-a-full-disk.md). Nothing is begun while the disk is nearly full. After each write the engine is
 * asked for its count of failed ones; where that grew, here or in a merge, the write is refused, and the tables are
 * loaded anew, which leaves what is whole.
 */
export async function guardDisk(folder: string, asking: Asking, limits: DiskLimits): Promise<WriteGuard> {
  const countFailedWrites = await openFailedWrites(asking.ask)
  const merges = holdMerges(asking.ask)
  const reloadTables = openTableReload(asking.ask, merges)
  const toUndo: (() => Promise<unknown>)[] = []
  const wall = wallClock()
  /** Of when all was last known to be whole. */
  const sound = { count: await countFailedWrites(), at: wall.now() }
  let isDoubtful = sound.count > 0
  await merges.stopWhereLow(await readDiskSpace(folder))

  async function findFailures(countBefore: number): Promise<string | null> {
    try {
      const at = wall.now()
      const count = await countFailedWrites()
      if (count > countBefore) return `the engine failed at ${count - countBefore} writes to files`
      sound.at = Math.max(at, sound.at)
      return null
    } catch (error) {
      return `the engine does not tell whether it failed: ${String(error)}`
    }
  }

  async function look(): Promise<void> {
    const space = await readDiskSpace(folder)
    await merges.stopWhereLow(space)
    if ((await findFailures(sound.count)) !== null) isDoubtful = true
    else await merges.resumeWhereRoom(space)
  }

  return {
    lookEveryMs: limits.lookEveryMs,
    look,
    isDoubtful: () => isDoubtful,
    async write(writer, { bytes, run, undo }) {
      const space = await readDiskSpace(folder)
      await merges.stopWhereLow(space)
      try {
        requireSpace(space, limits.reserveBytes + bytes * BYTES_FOR_EACH_SENT)
      } catch (error) {
        // A merge may have met the end of the disk before it was stopped.
        await look()
        throw error
      }
      // Of when all was whole: failures since then may be this write's, or those of one beside it.
      const countBefore = sound.count
      const [result] = await Promise.allSettled([run(writer)])
      const failures = await findFailures(countBefore)
      if (failures !== null) {
        isDoubtful = true
        if (undo !== undefined) toUndo.push(() => undo(writer))
        throw new Error(failures)
      }
      await merges.resumeWhereRoom(space)
      if (result.status === 'rejected') throw result.reason
    },
    async mend() {
      await merges.stop()
      for (let undo = toUndo[0]; undo !== undefined; undo = toUndo[0]) {
        await undo()
        toUndo.shift()
      }
      // Before the tables are loaded, as what the engine writes then may fail too.
      const count = await countFailedWrites()
      await reloadTables(sound.at)
      sound.count = count
      isDoubtful = false
    },
    close: () => asking.close(),
  }
}
