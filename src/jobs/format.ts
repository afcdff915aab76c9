/** `1,234,567` */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US')
}

/** `1 row`, `2 rows` */
export function formatRows(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`
}

/** Megabytes with one digit: `12.3 MB`. */
export function formatBytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} MB`
}

/** How many a second, where any time has passed. */
export function formatRate(count: number, elapsedMs: number): string {
  return `${formatCount(elapsedMs === 0 ? 0 : (count * 1000) / elapsedMs)} rows/s`
}
