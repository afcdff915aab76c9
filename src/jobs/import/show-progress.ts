import type { Clock } from '../../kernel/clock.ts'
import { formatBytes, formatCount, formatRate, formatRows } from './format.ts'
import type { RunProgress } from './import-file.ts'
import type { ReadProgress } from './source.ts'

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

/** Shows progress until it is stopped: a bar that is redrawn on a terminal, elsewhere a line every few seconds. */
export function showProgress(
  output: ProgressOutput,
  name: string,
  clock: Clock,
  ask: () => RunProgress,
): { stop(): void } {
  const startedAt = clock.now()
  const text = () => progressText(name, ask(), clock.now() - startedAt)
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

function progressText(name: string, { read, rows, refused }: RunProgress, elapsedMs: number): string {
  const parts = [name, ...shareText(read), formatRows(rows), formatRate(rows, elapsedMs)]
  if (refused > 0) parts.push(`${formatCount(refused)} refused`)
  return parts.join('  ')
}

function shareText({ done, total, unit }: ReadProgress): string[] {
  if (total === null || total === 0) return []
  const share = Math.min(1, done / total)
  const filled = Math.floor(share * BAR_CELLS)
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled)
  const percent = `${Math.floor(share * 100)}%`
  return unit === 'bytes'
    ? [bar, percent, `of ${formatBytes(total)}`]
    : [bar, percent, `of ${formatRows(total)}`]
}

/** A line that wrapped could not be redrawn. */
function fit(text: string, columns: number | undefined): string {
  const room = columns === undefined || columns === 0 ? COLUMNS_DEFAULT : columns
  return text.slice(0, room - 1)
}
