import { z } from 'zod'
import type { Sql } from '../kernel/sql.ts'
import { defineQuery } from './query.ts'
import type { Warehouse } from './warehouse.ts'

const formatQuery = defineQuery<{ parts: readonly string[] }>()(
  'format-query',
  z.object({ text: z.string() }),
)

/** Lays SQL out for reading, as the engine does. */
export async function formatSql(warehouse: Warehouse, { text }: Sql): Promise<string> {
  const parts = text.match(/[^]{1,10000}/gu) ?? []
  const [row] = await warehouse.runLimited(formatQuery, { parts })
  if (row === undefined) throw new Error('the engine gave no text')
  return row.text
}
