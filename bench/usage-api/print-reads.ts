import { percentile, print, round } from '../load/figures.ts'
import { EVENTS_PER_REQUEST } from '../load/request-bodies.ts'
import { NO_KIND, type Trial, type TrialResult } from './run-trial.ts'

/** Prints what a trial's readers and load saw. */
export function printReads({ name }: Trial, { reads, seconds, cpuSeconds, load }: TrialResult): void {
  const all = [...reads.values()].flatMap(({ requests }) => requests)
  const rate = round(all.length / seconds)
  print(
    `${name}: ${latencyText(all)} a request, ${rate} requests/s; ${(cpuSeconds / seconds).toFixed(2)} processors`,
  )
  for (const [kind, { requests, months }] of reads) {
    if (kind === NO_KIND) continue
    const whole =
      months.length === 0 ? 'no whole month' : `${months.length} whole months in ${latencyText(months)}`
    print(`  ${kind}: ${latencyText(requests)} (${requests.length} requests); ${whole}`)
  }
  if (load === null) return
  const eventsPerSecond = round((load.requests * EVENTS_PER_REQUEST) / load.seconds)
  print(`  ingest: ${eventsPerSecond} events/s, acknowledged in ${latencyText([...load.latenciesMs])}`)
  if (load.refused.size > 0) {
    print(
      `    turned away: ${[...load.refused].map(([status, count]) => `${count} with ${status}`).join(', ')}`,
    )
  }
}

/** The median and the slowest hundredth of latencies. */
export function latencyText(latenciesMs: readonly number[]): string {
  const sorted = Float64Array.from(latenciesMs).sort()
  const [p50, p99] = [0.5, 0.99].map((share) => percentile(sorted, share).toFixed(1))
  return `p50 ${p50} ms, p99 ${p99} ms`
}
