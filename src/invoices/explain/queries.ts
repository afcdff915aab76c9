import { z } from 'zod'
import { decimalColumn, defineQuery, type ParamValue } from '../../warehouse/query.ts'

type Params = Readonly<Record<string, ParamValue>>

export const explainLine = defineQuery<Params>()(
  'invoices/explain-line',
  z.object({ quantity: decimalColumn }),
)

export const explainMetric = defineQuery<Params>()(
  'invoices/explain-metric',
  // One for each instant.
  z.object({ metered_1_1: decimalColumn }),
)

export const explainSqlMetric = defineQuery<Params>()(
  'invoices/explain-sql-metric',
  z.object({ quantity_so_far: decimalColumn }),
)

export const explainLineOfMany = defineQuery<Params>()(
  'invoices/explain-line-of-many',
  z.object({ quantity: decimalColumn }),
)

export const explainPartsOfMeasure = defineQuery<Params>()(
  'invoices/explain-parts-of-measure',
  z.object({ at: z.string(), part: decimalColumn }),
)

const readingRow = z.object({ read_at: z.string(), metered: decimalColumn })

export const explainMetricAtMany = defineQuery<Params>()('invoices/explain-metric-at-many', readingRow)

export const explainSqlMetricAtMany = defineQuery<Params>()('invoices/explain-sql-metric-at-many', readingRow)
