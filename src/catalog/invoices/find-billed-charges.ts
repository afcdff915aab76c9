import { sql } from 'kysely'
import type { CatalogScope } from '../scope.ts'

/** That a finalized invoice has a line of a dated amount, or of a subscription's charge. */
export interface BilledCharge {
  /** The amount's or the charge's (`InvoiceLine.chargeId`). */
  chargeId: string
  invoiceId: string
  headId: string
  isVoided: boolean
}

/**
 * Finds what a customer's finalized invoices charge for dates, the voided ones too, in the order they were finalized.
 */
export async function findBilledCharges(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerId: string,
): Promise<BilledCharge[]> {
  // Documents of usage alone, which may be large, are passed over without being parsed.
  const { rows } = await sql<{ charge_id: string; id: string; head_id: string; voided_at: number | null }>`
    SELECT DISTINCT line.value ->> 'chargeId' AS charge_id, invoices.id, invoices.head_id, invoices.voided_at
    FROM invoices, json_each(invoices.document, '$.lines') AS line
    WHERE invoices.customer_id = ${customerId}
      AND instr(invoices.document, '"chargeId":"') > 0
      AND line.value ->> 'chargeId' IS NOT NULL
    ORDER BY invoices.seq`.execute(catalog)
  return rows.map((row) => ({
    chargeId: row.charge_id,
    invoiceId: row.id,
    headId: row.head_id,
    isVoided: row.voided_at !== null,
  }))
}
