import { sql } from 'kysely'
import { among } from '../among.ts'
import type { CatalogScope } from '../scope.ts'

/** A dated amount, or a charge of a subscription, that a line of a finalized invoice bills. */
export interface BilledCharge {
  customerId: string
  /** The amount's or the charge's (`InvoiceLine.chargeId`). */
  chargeId: string
  invoiceId: string
  headId: string
  isVoided: boolean
}

/**
 * Finds what customers' finalized invoices charge for dates, the voided ones too, in the order they were finalized. An empty
 * list of ids finds none.
 */
export async function findBilledCharges(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerIds: readonly string[],
): Promise<BilledCharge[]> {
  // Documents of usage alone, which may be large, are passed over without being parsed.
  const { rows } = await sql<{
    customer_id: string
    charge_id: string
    id: string
    head_id: string
    voided_at: number | null
  }>`
    SELECT DISTINCT invoices.customer_id, line.value ->> 'chargeId' AS charge_id, invoices.id, invoices.head_id,
      invoices.voided_at
    FROM invoices, json_each(invoices.document, '$.lines') AS line
    WHERE invoices.customer_id IN ${among(customerIds)}
      AND instr(invoices.document, '"chargeId":"') > 0
      AND line.value ->> 'chargeId' IS NOT NULL
    ORDER BY invoices.seq`.execute(catalog)
  return rows.map((row) => ({
    customerId: row.customer_id,
    chargeId: row.charge_id,
    invoiceId: row.id,
    headId: row.head_id,
    isVoided: row.voided_at !== null,
  }))
}
