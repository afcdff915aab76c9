import type { GenerateProgress } from '../../invoices/runs/generate.ts'
import type { Clock } from '../../kernel/clock.ts'
import { drawProgress, shareText, type ProgressOutput } from '../draw-progress.ts'
import { formatCount } from '../format.ts'

/** Shows how many customers are done until it is stopped. */
export function showProgress(
  output: ProgressOutput,
  clock: Clock,
  ask: () => GenerateProgress,
): { stop(): void } {
  return drawProgress(output, clock, () => {
    const { done, total } = ask()
    const counted = `${formatCount(done)} of ${formatCount(total)} customers`
    return ['invoices', ...shareText(done, total), counted].join('  ')
  })
}
