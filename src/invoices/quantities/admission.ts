import { joinSql, parameter, sql, type Sql } from '../../kernel/sql.ts'
import { emitUsageFilter } from '../../metrics/usage-filter.ts'
import type { QuantityQuestion } from '../quantity-question.ts'

/** What an event must fulfil besides being the customer's, of the period and of the metric; its parameters. */
export interface Admission {
  /** Null for nothing. */
  condition: Sql | null
  params: Record<string, readonly string[] | number>
}

/** The contract's usage filter, and that the event had arrived at the cut-off (semantics 31 and 36). */
export function emitAdmission({
  usageFilters,
  cutoff,
}: Pick<QuantityQuestion, 'usageFilters' | 'cutoff'>): Admission {
  const filter = usageFilters.length === 0 ? null : emitUsageFilter(usageFilters)
  const conditions = filter === null ? [] : [filter.condition]
  if (cutoff !== undefined) conditions.push(sql`accepted_sequence <= ${parameter('cutoff', 'Int64')}`)
  return {
    condition: conditions.length === 0 ? null : joinSql(conditions, ' AND '),
    params: { ...filter?.params, ...(cutoff === undefined ? {} : { cutoff }) },
  }
}
