import { z } from 'zod'
import { foreignSql } from '../../kernel/sql.ts'
import { formatSql } from '../../warehouse/format-sql.ts'
import type { BoundQuery } from '../../warehouse/long-params.ts'
import { defineQuery, type ParamValue, type Query } from '../../warehouse/query.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import { explainRefusal, isSyntaxError } from './explain-refusal.ts'
import { QueryFailure } from './failure.ts'

type Params = Readonly<Record<string, ParamValue>>

const describeQuery = defineQuery<Params>()(
  'describe-query',
  z.object({ name: z.string(), type: z.string() }),
)

/** A column of a result, its type as the engine names it. */
export interface Column {
  name: string
  type: string
}

/** The rows of a query, by the names of their columns; numbers that a double does not hold are text. */
export interface QueryResult {
  columns: Column[]
  rows: Readonly<Record<string, unknown>>[]
}

/**
 * Runs a query that an analyst wrote, on connections that only read and are held to limits.
 * @throws QueryFailure where it is not one SELECT, or the engine refuses it.
 */
export async function runQuery(warehouse: Warehouse, { text, params }: BoundQuery): Promise<QueryResult> {
  try {
    const parsed = await formatSql(warehouse, foreignSql(text))
    const columns = await describe(warehouse, { text: parsed, params })
    return { columns, rows: await warehouse.runLimited(asQuery(parsed), params) }
  } catch (error) {
    throw error instanceof QueryFailure ? error : new QueryFailure(explainRefusal(error), { cause: error })
  }
}

async function describe(warehouse: Warehouse, { text, params }: BoundQuery): Promise<Column[]> {
  const columns = await warehouse
    .runLimited(describeQuery, params, { query: foreignSql(text) })
    .catch((cause: unknown) => {
      // It has been parsed by itself already.
      if (!isSyntaxError(cause)) throw cause
      throw new QueryFailure('expected one SELECT, without FORMAT and INTO OUTFILE', { cause })
    })
  const names = new Set<string>()
  for (const { name } of columns) {
    if (names.has(name)) throw new QueryFailure(`two columns are named ${name}; name one otherwise with AS`)
    names.add(name)
  }
  return columns
}

function asQuery(text: string): Query<Params, Record<string, unknown>> {
  return { name: 'query', row: z.record(z.string(), z.unknown()), compose: () => foreignSql(text) }
}
