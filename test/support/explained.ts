import { z } from 'zod'
import { numberText, type JsonNumber } from '../../src/kernel/json.ts'
import { bindParams } from '../../src/jobs/query/bind-params.ts'
import { foreignSql } from '../../src/kernel/sql.ts'
import { decimalColumn } from '../../src/warehouse/query.ts'
import type { TestService } from './service.ts'

/** A line of `GET /ext/invoices/{id}/explain`. */
interface ExplainedLine {
  index: number
  line_id: string
  name: string
  quantity: JsonNumber
  sql: string
  parameters: Record<string, string | number | string[]>
  note?: string
}

/** What an invoice says of a line, and what its SQL counts now. */
export interface Recounted extends Omit<ExplainedLine, 'quantity'> {
  quantity: string
  counted: string
}

const counted = z.object({ quantity: decimalColumn })

/** Runs the SQL of each explained line of an invoice, as an analyst does, with each parameter given as text. */
export async function recount(
  service: TestService,
  invoiceId: string,
): Promise<{ cutoff: number | null; lines: Recounted[] }> {
  const { status, body, text } = await service.request('GET', `/ext/invoices/${invoiceId}/explain`)
  if (status !== 200) throw new Error(text)
  const { data } = body as { data: { cutoff: number | null; lines: ExplainedLine[] } }
  const lines: Recounted[] = []
  for (const line of data.lines) {
    const texts = Object.entries(line.parameters).map(([name, value]) => [name, asText(value)] as const)
    const { text: sql, params } = bindParams(line.sql, new Map(texts))
    const query = { name: 'explained', row: counted, compose: () => foreignSql(sql) }
    const rows = await service.warehouse('sandbox').runLimited(query, params)
    const [row] = rows
    if (row === undefined || rows.length > 1) throw new Error(`not one row but ${rows.length}`)
    lines.push({ ...line, quantity: numberText(line.quantity), counted: row.quantity.toFixed() })
  }
  return { cutoff: data.cutoff, lines }
}

function asText(value: string | number | string[]): string {
  return Array.isArray(value) ? JSON.stringify(value) : String(value)
}
