import { newId } from '../../kernel/ids.ts'
import type { MetricDefinition } from '../../metrics/definition.ts'
import { admitSql } from '../../metrics/sql/admit-sql.ts'
import { validateDefinition } from '../../metrics/validate-definition.ts'
import { emitCreateView } from '../../metrics/view.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import type { CatalogScope } from '../scope.ts'
import { confirmSql } from './confirm-sql.ts'
import type { PropertyColumns } from './property-columns.ts'

/** What the verbs work on that write metrics' views. */
export interface MetricScope extends CatalogScope {
  readonly warehouse: Warehouse
  readonly propertyColumns: PropertyColumns
}

export interface NewMetric {
  name: string
  definition: MetricDefinition
  /** Only events that arrived after this one count; null where all do (semantics 13). */
  afterSequence: number | null
  customFields: Readonly<Record<string, string>>
}

/**
 * Creates a billable metric and the view that is it. The view comes first: what the catalog knows can always
 * be read, and a view without a metric is dropped at the next start.
 * @throws Problem invalid where the definition breaks a rule or its SQL is refused.
 */
export async function createMetric(
  { catalog, clock, warehouse, propertyColumns }: MetricScope,
  input: NewMetric,
): Promise<string> {
  await validate(warehouse, input.definition)
  const id = newId()
  await propertyColumns.addFor(input.definition)
  await warehouse.command(emitCreateView({ id, ...input }, propertyColumns.stored).text)
  await catalog
    .insertInto('billable_metrics')
    .values({
      id,
      name: input.name,
      definition: JSON.stringify(input.definition),
      after_sequence: input.afterSequence,
      custom_fields: JSON.stringify(input.customFields),
      created_at: clock.now(),
      archived_at: null,
    })
    .execute()
  return id
}

async function validate(warehouse: Warehouse, definition: MetricDefinition): Promise<void> {
  switch (definition.kind) {
    case 'streaming':
      validateDefinition(definition)
      return
    case 'sql':
      await confirmSql(warehouse, admitSql(definition.text))
  }
}
