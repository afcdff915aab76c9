import type { Clock } from '../kernel/clock.ts'

const REDRAW_MS = 200
const LINE_MS = 5000
const BAR_CELLS = 16
const COLUMNS_DEFAULT = 80

/** Where progress is written; a terminal can be written over. */
export interface ProgressOutput {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

/**
 * Shows a text until it is stopped: redrawn on a terminal, elsewhere a line every few seconds.
 * @param textAt what to show, so many milliseconds after the start.
 */
export function drawProgress(
  output: ProgressOutput,
  clock: Clock,
  textAt: (elapsedMs: number) => string,
): { stop(): void } {
  const startedAt = clock.now()
  const text = () => textAt(clock.now() - startedAt)
  const redraw = () => output.write(`\r\u001B[K${fit(text(), output.columns)}`)
  const timer = output.isTTY
    ? setInterval(redraw, REDRAW_MS)
    : setInterval(() => output.write(`${text()}\n`), LINE_MS)
  return {
    stop() {
      clearInterval(timer)
      if (output.isTTY) output.write('\r\u001B[K')
    },
  }
}

/** A bar and a percentage; neither where the total is not known or zero. */
export function shareText(done: number, total: number | null): string[] {
  if (total === null || total === 0) return []
  const share = Math.min(1, done / total)
  const filled = Math.floor(share * BAR_CELLS)
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled)
  return [bar, `${Math.floor(share * 100)}%`]
}

/** Cuts a text to one line of the terminal: one that wrapped could not be redrawn. */
function fit(text: string, columns: number | undefined): string {
  const room = columns === undefined || columns === 0 ? COLUMNS_DEFAULT : columns
  return text.slice(0, room - 1)
}
