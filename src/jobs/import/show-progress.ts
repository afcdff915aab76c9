import type { Clock } from '../../kernel/clock.ts'
import { drawProgress, shareText, type ProgressOutput } from '../draw-progress.ts'
import { formatBytes, formatCount, formatRate, formatRows } from '../format.ts'
import type { RunProgress } from './import-file.ts'
import type { ReadProgress } from './source.ts'

/** Shows an import's progress until it is stopped. */
export function showProgress(
  output: ProgressOutput,
  name: string,
  clock: Clock,
  ask: () => RunProgress,
): { stop(): void } {
  return drawProgress(output, clock, (elapsedMs) => progressText(name, ask(), elapsedMs))
}

function progressText(name: string, { read, rows, refused }: RunProgress, elapsedMs: number): string {
  const parts = [name, ...readText(read), formatRows(rows), formatRate(rows, elapsedMs)]
  if (refused > 0) parts.push(`${formatCount(refused)} refused`)
  return parts.join('  ')
}

function readText({ done, total, unit }: ReadProgress): string[] {
  const share = shareText(done, total)
  if (total === null || share.length === 0) return []
  return [...share, `of ${unit === 'bytes' ? formatBytes(total) : formatRows(total)}`]
}
