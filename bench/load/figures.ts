/** The value below which a share of the latencies lies. @param latenciesMs ascending. */
export function percentile(latenciesMs: Float64Array, share: number): number {
  return latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** A whole number, its thousands set apart. */
export function round(value: number): string {
  return Math.round(value).toLocaleString('en')
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
