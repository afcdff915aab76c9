import type { z } from 'zod'
import * as wire from '../../../schemas/customers.ts'
import { archiveCustomer } from '../../catalog/customers/archive.ts'
import { createCustomer } from '../../catalog/customers/create.ts'
import { getCustomer } from '../../catalog/customers/get.ts'
import { listCustomerMetrics } from '../../catalog/customers/list-billable-metrics.ts'
import { listCustomers } from '../../catalog/customers/list.ts'
import type { Customer } from '../../catalog/customers/rows.ts'
import { setCustomerConfig } from '../../catalog/customers/set-config.ts'
import { setIngestAliases } from '../../catalog/customers/set-ingest-aliases.ts'
import { setCustomerName } from '../../catalog/customers/set-name.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { serve, type Api } from '../serve.ts'
import { toWireMetric } from './billable-metrics.ts'

/** Customers: who is billed, and under which ids their events come. */
export function customerRoutes(api: Api): void {
  serve(api, wire.createCustomer, async ({ environment, body }) => {
    const external = body.external_id === undefined ? [] : [body.external_id]
    const customer = await createCustomer(environment, {
      name: body.name,
      ingestAliases: [...(body.ingest_aliases ?? []), ...external],
      customFields: body.custom_fields ?? {},
    })
    return { data: toWire(customer) }
  })

  serve(api, wire.getCustomer, async ({ environment, params }) => ({
    data: toWireDetail(await getCustomer(environment, params.customer_id)),
  }))

  serve(api, wire.listCustomers, async ({ environment, query }) => {
    const page = await listCustomers(environment, {
      limit: query.limit,
      next_page: query.next_page,
      ingestAlias: query.ingest_alias,
      customerIds: query.customer_ids,
      salesforceAccountIds: query.salesforce_account_ids,
      isArchived: query.only_archived ?? false,
    })
    return { ...page, data: page.data.map(toWireDetail) }
  })

  serve(api, wire.archiveCustomer, async ({ environment, body }) => {
    await archiveCustomer(environment, body.id)
    return { data: { id: body.id } }
  })

  serve(api, wire.setCustomerName, async ({ environment, params, body }) => ({
    data: toWire(await setCustomerName(environment, params.customer_id, body.name)),
  }))

  serve(api, wire.updateCustomerConfig, async ({ environment, params, body }) => {
    await setCustomerConfig(environment, params.customer_id, {
      salesforceAccountId: body.salesforce_account_id,
    })
    return {}
  })

  serve(api, wire.setIngestAliases, async ({ environment, params, body }) => {
    await setIngestAliases(environment, params.customer_id, body.ingest_aliases)
    return {}
  })

  serve(api, wire.listCustomerBillableMetrics, async ({ environment, params, query }) => {
    const page = await listCustomerMetrics(environment, params.customer_id, {
      limit: query.limit,
      next_page: query.next_page,
      includeArchived: query.include_archived ?? false,
      isOnCurrentPlan: query.on_current_plan ?? false,
    })
    return { ...page, data: page.data.map(toWireMetric) }
  })
}

function toWire(customer: Customer): z.output<typeof wire.customer> {
  return {
    id: customer.id,
    external_id: customer.ingestAliases[0] ?? customer.id,
    ingest_aliases: customer.ingestAliases,
    name: customer.name,
    custom_fields: customer.customFields,
  }
}

function toWireDetail(customer: Customer): z.output<typeof wire.customerDetail> {
  return {
    ...toWire(customer),
    customer_config: { salesforce_account_id: customer.salesforceAccountId },
    created_at: formatInstant(customer.createdAt),
    updated_at: formatInstant(customer.updatedAt),
    archived_at: customer.archivedAt === null ? null : formatInstant(customer.archivedAt),
  }
}
