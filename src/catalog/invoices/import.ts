import { conflict } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import type { Catalog } from '../database.ts'
import type { CatalogScope } from '../scope.ts'
import { writeStored } from '../stored-json.ts'
import { insertInvoiceRows, type InvoiceToStore } from './insert.ts'

/** An invoice of a past period that was made elsewhere. */
export interface ImportedInvoice {
  invoice: InvoiceToStore['invoice']
  breakdownGranularity: 'HOUR' | 'DAY' | null
  /** The usage as it was given. */
  usage: readonly unknown[]
}

/**
 * Stores an imported invoice, final from now on (semantics 38), within the caller's transaction, which has looked whether its
 * time is billed already. It draws on nothing.
 */
export async function importInvoice(
  transaction: Catalog,
  { invoice, breakdownGranularity, usage }: ImportedInvoice,
  finalizedAt: Instant,
): Promise<void> {
  await insertInvoiceRows(transaction, [invoice], finalizedAt)
  await transaction
    .insertInto('imported_invoices')
    .values({
      invoice_id: invoice.id,
      breakdown_granularity: breakdownGranularity,
      usage: writeStored(usage),
    })
    .execute()
}

/** Refuses an invoice of a contract's time that another one bills, which is not voided. @throws Problem conflict, naming the field */
export async function refuseBilledTime(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  { contractId, period }: { contractId: string; period: TimeRange },
): Promise<void> {
  const other = await catalog
    .selectFrom('invoices')
    .select('id')
    .where('contract_id', '=', contractId)
    .where('type', '=', 'USAGE')
    .where('voided_at', 'is', null)
    .where('period_from', '<', period.to)
    .where('period_to', '>', period.from)
    .orderBy('seq')
    .executeTakeFirst()
  if (other === undefined) return
  throw conflict(`inclusive_start_date: invoice ${other.id} bills some of that time`, {
    conflicting_id: other.id,
  })
}
