import { sql } from 'kysely'
import { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { among } from '../among.ts'
import type { CatalogScope } from '../scope.ts'
import type { InvoiceType } from '../tables.ts'

/** What a line of a finalized invoice bills of a subscription. */
export interface BilledSubscription {
  customerId: string
  subscriptionId: string
  /** `InvoiceLine.chargeId`. */
  chargeId: string
  period: TimeRange
  quantity: Decimal
  total: Decimal
  /** What the total is in. */
  creditTypeId: string
  invoiceId: string
  headId: string
  invoiceType: InvoiceType
  /** Where its invoice's period ends; the date of an invoice without one. */
  billedAt: Instant
  /** Whether its invoice is voided. */
  isVoided: boolean
}

/**
 * Finds what customers' finalized invoices bill of subscriptions, in the order they were finalized; of voided ones those that
 * were not made anew. An empty list of ids finds none.
 * @param lastSeq of the last invoice that counts; where it is left out, all do.
 */
export async function findBilledSubscriptions(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerIds: readonly string[],
  lastSeq: number = Number.MAX_SAFE_INTEGER,
): Promise<BilledSubscription[]> {
  if (customerIds.length === 0) return []
  // Documents without subscriptions, which may be large, are passed over without being parsed.
  const { rows } = await sql<{
    customer_id: string
    subscription_id: string
    charge_id: string
    period_from: number
    period_to: number
    quantity: string
    total: string
    credit_type_id: string
    id: string
    head_id: string
    type: InvoiceType
    billed_at: number
    voided_at: number | null
  }>`
    SELECT invoices.customer_id, line.value ->> '$.subscription.id' AS subscription_id,
      line.value ->> '$.chargeId' AS charge_id, line.value ->> '$.period.from' AS period_from,
      line.value ->> '$.period.to' AS period_to, line.value ->> '$.quantity.decimal' AS quantity,
      line.value ->> '$.total.decimal' AS total,
      coalesce(line.value ->> '$.creditType.id', invoices.currency_id) AS credit_type_id,
      invoices.id, invoices.head_id, invoices.type, coalesce(invoices.period_to, invoices.issued_at) AS billed_at,
      invoices.voided_at
    FROM invoices, json_each(invoices.document, '$.lines') AS line
    WHERE invoices.customer_id IN ${among(customerIds)}
      AND invoices.seq <= ${lastSeq}
      AND instr(invoices.document, '"subscription":{') > 0
      AND line.value ->> '$.type' = 'subscription'
      AND line.value ->> '$.chargeId' IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM invoices AS later
        WHERE later.regenerated_from_id = invoices.id AND later.seq <= ${lastSeq})
    ORDER BY invoices.seq, line.key`.execute(catalog)
  return rows.map((row) => ({
    customerId: row.customer_id,
    subscriptionId: row.subscription_id,
    chargeId: row.charge_id,
    period: { from: row.period_from, to: row.period_to },
    quantity: new Decimal(row.quantity),
    total: new Decimal(row.total),
    creditTypeId: row.credit_type_id,
    invoiceId: row.id,
    headId: row.head_id,
    invoiceType: row.type,
    billedAt: row.billed_at,
    isVoided: row.voided_at !== null,
  }))
}
