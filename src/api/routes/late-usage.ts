import * as wire from '../../../schemas/late-usage.ts'
import { listLateUsage } from '../../invoices/late-usage/list.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { serve, type Api } from '../serve.ts'

const LIMIT_DEFAULT = 100

/** Usage that finalized invoices do not bill as it is now. */
export function lateUsageRoutes(api: Api): void {
  serve(api, wire.listLateUsage, async ({ environment, params, query }) => {
    const { data, nextCursor } = await listLateUsage(environment, params.customer_id, {
      limit: query.limit ?? LIMIT_DEFAULT,
      cursor: query.next_page,
    })
    const rows = data.map(({ invoice, product, period, ...found }) => ({
      invoice_id: invoice.id,
      contract_id: invoice.contract.id,
      issued_at: formatInstant(invoice.issuedAt),
      finalized_at: formatInstant(found.finalizedAt),
      starting_at: formatInstant(period.from),
      ending_before: formatInstant(period.to),
      product_id: product.id,
      product_name: product.name,
      ...(found.pricingGroupValues === null ? {} : { pricing_group_values: { ...found.pricingGroupValues } }),
      ...(found.presentationGroupValues === null
        ? {}
        : { presentation_group_values: { ...found.presentationGroupValues } }),
      credit_type: { id: found.creditType.id, name: found.creditType.name },
      quantity_billed: found.quantityBilled,
      quantity_now: found.quantityNow,
      cost: found.cost,
    }))
    return { data: rows, next_page: nextCursor }
  })
}
