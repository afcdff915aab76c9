import { pino, type Logger } from 'pino'

/** How much may wait while the log cannot be written; lines past it are dropped. */
const WAITING_CHARACTERS_MAX = 1024 * 1024

/**
 * Opens a log. Nothing that is logged fails because of it: where it cannot be written, as on a full disk, its lines wait and
 * are written with the next one that can be.
 * @param file its path, or the number of an open file.
 */
export function openLog(level: string, file: string | number): Logger {
  const destination = pino.destination({ dest: file, sync: true, maxLength: WAITING_CHARACTERS_MAX })
  destination.on('error', () => undefined)
  return pino({ level }, destination)
}
