const SQLITE_BUSY = 5

/** Whether SQLite failed because another connection has the file. */
export function isBusy(error: unknown): boolean {
  // The lowest byte is the code, the others say more of it.
  return error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === SQLITE_BUSY
}
