import { z } from 'zod'
import { defineQuery, integerColumn, type NoParams } from '../../warehouse/query.ts'

export const duplicatesTotal = defineQuery<NoParams>()(
  'import/duplicates-total',
  z.object({ duplicates_total: integerColumn }),
)

export const parquetLength = defineQuery<{ path: string }>()(
  'import/parquet-length',
  z.object({ rows_total: integerColumn }),
)

/** The four columns that there must be; the others are properties. */
export const parquetRows = defineQuery<{ path: string; rows_done: number }>()(
  'import/parquet-rows',
  z.looseObject({
    transaction_id: z.unknown(),
    customer_id: z.unknown(),
    event_type: z.unknown(),
    timestamp: z.unknown(),
  }),
)
