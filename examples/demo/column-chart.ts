import { formatShort } from './format.ts'

const EIGHTHS = ' ▁▂▃▄▅▆▇█'
const FULL = 8
const STEPS = [1, 2, 4, 5, 8, 10]

/** A column of a chart. */
export interface Column {
  value: number
  /** Below the axis; it may be wider than the column. */
  label?: string
  /** On a second line below the axis. */
  section?: string
}

/** Draws columns of one character each above an axis, its values on the left. */
export function columnChart(columns: readonly Column[], height: number): string {
  const top = roundUp(Math.max(1, ...columns.map(({ value }) => value)))
  const rows = Array.from({ length: height }, (_, index) => {
    const below = height - 1 - index
    const bars = columns.map(({ value }) => {
      const eighths = Math.round((value / top) * height * FULL) - below * FULL
      return EIGHTHS[Math.max(0, Math.min(FULL, eighths))]
    })
    const isLabelled = index === 0 || index === height / 2
    return axisLabel(isLabelled ? formatShort((top * (below + 1)) / height) : '') + bars.join('').trimEnd()
  })
  const axis = columns.map(({ label }) => (label === undefined ? '─' : '┴')).join('')
  return [
    ...rows,
    `${axisLabel('0').slice(0, -1)}└${axis}`,
    ' '.repeat(MARGIN) + placed(columns.map(({ label }) => label)),
    ' '.repeat(MARGIN) + placed(columns.map(({ section }) => section)),
  ].join('\n')
}

const MARGIN = 9

function axisLabel(text: string): string {
  return `${text.padStart(MARGIN - 2)} ┤`
}

/** Texts on one line, each where its column is. */
function placed(texts: readonly (string | undefined)[]): string {
  return texts.reduce<string>(
    (line, text, column) => (text === undefined ? line : line.padEnd(column) + text),
    '',
  )
}

/** The next number that reads well on an axis: one digit and zeros. */
function roundUp(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(value))
  return magnitude * (STEPS.find((step) => step * magnitude >= value) ?? 10)
}
