import * as wire from '../../../schemas/breakdowns.ts'
import { listBreakdowns } from '../../invoices/breakdowns/list.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { serve, type Api } from '../serve.ts'
import { toWireInvoice } from '../wire-invoice.ts'

/** A customer's usage invoices, hour by hour or day by day. */
export function breakdownRoutes(api: Api): void {
  serve(api, wire.listBreakdownInvoices, async ({ environment, params, query }) => {
    const skipsZero = query.skip_zero_qty_line_items ?? false
    const { breakdowns, nextCursor } = await listBreakdowns(environment, params.customer_id, {
      windowSize: query.window_size ?? 'DAY',
      status: query.status,
      creditTypeId: query.credit_type_id,
      startingOn: query.starting_on,
      endingBefore: query.ending_before,
      isNewestFirst: query.sort === 'date_desc',
      skipsZero,
      limit: query.limit,
      cursor: query.next_page,
    })
    const data = breakdowns.map(({ window, invoice }) => ({
      ...toWireInvoice(invoice, skipsZero),
      breakdown_start_timestamp: formatInstant(window.from),
      breakdown_end_timestamp: formatInstant(window.to),
    }))
    return { data, next_page: nextCursor }
  })
}
