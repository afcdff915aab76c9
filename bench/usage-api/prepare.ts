import { CUSTOMERS, METRIC_TYPE, customerName } from '../usage/invented-events.ts'
import type { Client } from './client.ts'

/** What the bench's customers and metric are called by the service. */
export interface Prepared {
  /** By number, as the events are invented. */
  customerIds: readonly string[]
  /** The customer whose events the checker alone sends. */
  checkedId: string
  metricId: string
}

/** The ingest alias of the customer that is checked. */
export const CHECKED_ALIAS = 'checked-customer'
export const GROUP_KEY = 'model'

/** Creates the customers, each with an ingest alias, and the metric, as a user does before events come in. */
export async function prepare(client: Client): Promise<Prepared> {
  const create = async (path: string, body: unknown) => {
    const answer = await client.ask('POST', path, body)
    return (answer.body as { data: { id: string } }).data.id
  }
  const createCustomer = (name: string) => create('/v1/customers', { name, ingest_aliases: [name] })
  const customerIds: string[] = []
  for (let customer = 0; customer < CUSTOMERS; customer += 1) {
    customerIds.push(await createCustomer(customerName(customer)))
  }
  const checkedId = await createCustomer(CHECKED_ALIAS)
  const metricId = await create('/v1/billable-metrics/create', {
    name: 'Sum of amounts',
    aggregation_type: 'SUM',
    aggregation_key: 'amount',
    event_type_filter: { in_values: [METRIC_TYPE] },
    property_filters: [
      { name: 'amount', exists: true },
      { name: GROUP_KEY, exists: true },
    ],
    group_keys: [[GROUP_KEY]],
  })
  return { customerIds, checkedId, metricId }
}
