import * as wire from '../../../schemas/generate-invoices.ts'
import { failureReason, generateInvoices } from '../../invoices/runs/generate.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { serve, type Api } from '../serve.ts'

/** Finalizing on demand, beside the schedule that does it anyway. */
export function generateInvoicesRoutes(api: Api): void {
  serve(api, wire.generateInvoices, async ({ environment, body }) => {
    const report = await generateInvoices(environment, {
      asOf: body.as_of,
      customerIds: body.customer_ids,
      isDryRun: body.dry_run ?? false,
    })
    return {
      data: {
        as_of: formatInstant(report.asOf),
        dry_run: report.isDryRun,
        invoices: report.invoices,
        totals: [...report.totals.values()].map(({ currency, invoices, total }) => ({
          credit_type: { id: currency.id, name: currency.name },
          invoices,
          total,
        })),
        failures: report.failures.map(({ customerId, error }) => ({
          customer_id: customerId,
          reason: failureReason(error),
        })),
      },
    }
  })
}
