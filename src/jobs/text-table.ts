/** A column of a table for people. */
export interface TableColumn {
  title: string
  /** Where its texts stand: numbers to the right, so that their digits are below each other. */
  side: 'left' | 'right'
}

/** Writes a table line by line: the titles, a rule, and each row on one line. */
export function textTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map(({ title }, index) =>
    rows.reduce((width, row) => Math.max(width, widthOf(row[index] ?? '')), widthOf(title)),
  )
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => {
        const padding = ' '.repeat((widths[index] ?? 0) - widthOf(text))
        return columns[index]?.side === 'right' ? padding + text : text + padding
      })
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '-'.repeat(width)).join('  ')
  return [line(columns.map(({ title }) => title)), rule, ...rows.map(line)]
}

/** In code points: a terminal shows one that takes two UTF-16 units as one. */
function widthOf(text: string): number {
  return Array.from(text).length
}
