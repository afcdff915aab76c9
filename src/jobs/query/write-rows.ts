import type { Column, QueryResult } from './run-query.ts'

export const OUTPUT_FORMATS = ['table', 'csv', 'json'] as const
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

/** Writes a result as text that ends with a line feed; every number keeps its digits. */
export function writeRows(result: QueryResult, format: OutputFormat): string {
  return WRITERS[format](result)
}

const WRITERS: Readonly<Record<OutputFormat, (result: QueryResult) => string>> = {
  table: writeTable,
  csv: writeCsv,
  json: writeJsonArray,
}

/** Columns side by side, for people: numbers to the right, and each row on one line. */
function writeTable({ columns, rows }: QueryResult): string {
  const cells = rows.map((row) => columns.map(({ name }) => printable(asText(row[name]) ?? 'NULL')))
  const head = columns.map(({ name }) => printable(name))
  const widths = head.map((name, index) =>
    cells.reduce((width, row) => Math.max(width, widthOf(row[index] ?? '')), widthOf(name)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((text, index) => padded(text, widths[index] ?? 0, columns[index]))
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '-'.repeat(width)).join('  ')
  return `${[line(head), rule, ...cells.map(line)].join('\n')}\n`
}

/** RFC 4180 with line feeds; NULL is nothing, an empty text is quoted. */
function writeCsv({ columns, rows }: QueryResult): string {
  const lines = [
    columns.map(({ name }) => csvField(name)),
    ...rows.map((row) => columns.map(({ name }) => csvField(asText(row[name])))),
  ]
  return `${lines.map((fields) => fields.join(',')).join('\n')}\n`
}

/** A row on each line. Names like numbers would come first if objects were written. */
function writeJsonArray({ columns, rows }: QueryResult): string {
  const lines = rows.map((row) => {
    const members = columns.map(({ name }) => `${JSON.stringify(name)}:${JSON.stringify(row[name])}`)
    return `{${members.join(',')}}`
  })
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`
}

function asText(value: unknown): string | null {
  if (value === null) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function csvField(text: string | null): string {
  if (text === null) return ''
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const NUMBER = /^(?:LowCardinality\()?(?:Nullable\()?(?:U?Int|Float|Decimal)\d*/

function padded(text: string, width: number, column: Column | undefined): string {
  const padding = ' '.repeat(width - widthOf(text))
  return NUMBER.test(column?.type ?? '') ? padding + text : text + padding
}

function widthOf(text: string): number {
  return Array.from(text).length
}

// Ids come from outside, and a terminal obeys control characters.
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => {
    const escaped = JSON.stringify(character).slice(1, -1)
    return escaped === character ? `\\u00${character.charCodeAt(0).toString(16)}` : escaped
  })
}
