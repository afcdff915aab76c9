import type { Ask } from './ask.ts'

/**
 * Tells how many writes to files the embedded engine has failed at since this process started, in inserts, merges and
 * all else. It counts them, and goes on as if they had been done.
 */
export type CountFailedWrites = () => Promise<number>

const COUNTER = "system.events WHERE event = 'WriteBufferFromFileDescriptorWriteFailed'"

/** Opens that counter. @throws Error where the engine has none: another version must not go unguarded. */
export async function openFailedWrites(ask: Ask): Promise<CountFailedWrites> {
  const known = await ask(`SELECT count() FROM ${COUNTER} SETTINGS system_events_show_zero_values = 1`)
  if (known !== '1') throw new Error('this version of the embedded engine does not count failed writes')
  // As short as it can be: it is asked after each insert. There is no row while the count is zero.
  return async () => Number(await ask(`SELECT value FROM ${COUNTER}`))
}
