import { z } from 'zod'
import { decimalColumn, defineQuery, integerColumn } from '../../warehouse/query.ts'

interface QuantityParams extends Record<string, string | readonly string[] | readonly number[]> {
  identifiers: readonly string[]
  period_from: string
  period_to: string
  /** Milliseconds since the epoch, in order; the first is the period's start. None where each hour is one. */
  segment_starts: readonly number[]
}

const sqlQuantityRow = z.object({
  product_number: z.number(),
  segment_start: integerColumn,
  groups: z.array(z.string().nullable()),
  cumulative: decimalColumn,
})

const quantityRow = sqlQuantityRow.extend({ may_fall: z.boolean(), unread: integerColumn })

export const quantitiesOfProduct = defineQuery<QuantityParams>()(
  'invoices/quantities-of-product',
  quantityRow,
)

export const quantities = defineQuery<QuantityParams>()('invoices/quantities', quantityRow, {
  isReadAgain: true,
})

interface SqlQuantityParams extends Record<string, string | readonly string[] | readonly number[]> {
  identifiers: readonly string[]
  range_from: string
  range_to: string
}

export const quantitiesOfSqlProductByHour = defineQuery<SqlQuantityParams>()(
  'invoices/quantities-of-sql-product-by-hour',
  sqlQuantityRow,
)

export const quantitiesOfSqlProductToSegment = defineQuery<SqlQuantityParams>()(
  'invoices/quantities-of-sql-product-to-segment',
  sqlQuantityRow,
)

export const sqlQuantities = defineQuery<SqlQuantityParams>()('invoices/sql-quantities', sqlQuantityRow)
