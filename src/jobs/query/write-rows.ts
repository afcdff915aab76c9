import { textTable, type TableColumn } from '../text-table.ts'
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

function writeTable({ columns, rows }: QueryResult): string {
  const cells = rows.map((row) => columns.map(({ name }) => printable(asText(row[name]) ?? 'NULL')))
  return `${textTable(columns.map(tableColumn), cells).join('\n')}\n`
}

const NUMBER = /^(?:LowCardinality\()?(?:Nullable\()?(?:U?Int|Float|Decimal)\d*/

function tableColumn({ name, type }: Column): TableColumn {
  return { title: printable(name), side: NUMBER.test(type) ? 'right' : 'left' }
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

// Ids come from outside, and a terminal obeys control characters.
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => {
    const escaped = JSON.stringify(character).slice(1, -1)
    return escaped === character ? `\\u00${character.charCodeAt(0).toString(16)}` : escaped
  })
}
