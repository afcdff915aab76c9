import cliProgress from 'cli-progress'
import { formatCount } from './format.ts'

/** Shows how far along something is. */
export interface Progress {
  advance(count: number): void
  stop(): void
}

const PLAIN_LINES = 4

/** Shows progress on stderr: a bar on a terminal, elsewhere a plain line now and then. */
export function showProgress(total: number): Progress {
  return process.stderr.isTTY ? showBar(total) : showLines(total)
}

function showBar(total: number): Progress {
  const bar = new cliProgress.SingleBar(
    {
      format: '  {bar} {percentage}%  {value} of {total} events',
      formatValue: (value, _options, type) => (type === 'percentage' ? `${value}` : formatCount(value)),
      hideCursor: true,
      // The demo stops the bar itself.
      gracefulExit: false,
    },
    cliProgress.Presets.shades_classic,
  )
  bar.start(total, 0)
  return { advance: (count) => bar.increment(count), stop: () => bar.stop() }
}

function showLines(total: number): Progress {
  let done = 0
  return {
    advance(count) {
      const before = Math.floor((done / total) * PLAIN_LINES)
      done += count
      if (Math.floor((done / total) * PLAIN_LINES) > before) {
        process.stderr.write(`  ${formatCount(done)} of ${formatCount(total)} events\n`)
      }
    },
    stop() {},
  }
}
