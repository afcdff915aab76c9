import type { Connection } from './warehouse.ts'

/** A write to one database. */
export interface Write {
  /** About how many bytes it brings. */
  bytes: number
  run: (writer: Connection) => Promise<unknown>
  /** Mends what it left behind where it failed, besides rows. */
  undo?: ((writer: Connection) => Promise<unknown>) | undefined
}

/** Stands around the writes of one database, some of them at once, where the engine may not tell that one failed. */
export interface WriteGuard {
  /** Does a write. @throws where it is not known that all of it is on disk. */
  write(writer: Connection, write: Write): Promise<void>
  /** Looks whether anything has failed that was not told, by which the database becomes doubtful. */
  look(): Promise<void>
  /** Whether the database may hold what is not whole, and is to be mended before the next write. */
  isDoubtful(): boolean
  /** Leaves in the database only what is whole. Nothing may read or write it meanwhile. */
  mend(): Promise<void>
  /** How often to look where nobody writes. */
  readonly lookEveryMs: number
  close(): Promise<void>
}
