import type { TimeRange } from '../../kernel/window.ts'
import type { Catalog } from '../database.ts'
import { fromInvoiceRow, type StoredInvoice } from './rows.ts'

/** What a parent's consolidated invoice is of. */
export interface Consolidated {
  /** The parent's. */
  contractId: string
  currencyId: string
  period: TimeRange
  /** The day on which they are issued. */
  issued: TimeRange
}

/** A final statement, and the place of its contract among them. */
export interface StoredConstituent {
  stored: StoredInvoice
  contractSeq: number
}

/**
 * Finds the statements of usage that are final, and not voided, of a parent and of the children whose statements are on its
 * consolidated invoices, also where a child was archived since: in its currency, within its period, and issued on its day.
 * @param lastSeq of the last invoice that counts; where it is left out, all do.
 */
export async function findConstituents(
  catalog: Catalog,
  { contractId, currencyId, period, issued }: Consolidated,
  lastSeq: number = Number.MAX_SAFE_INTEGER,
): Promise<StoredConstituent[]> {
  const rows = await catalog
    .selectFrom('contracts')
    .innerJoin('invoices', 'invoices.contract_id', 'contracts.id')
    .selectAll('invoices')
    .select('contracts.seq as contract_seq')
    .where((where) =>
      where.or([
        where('contracts.id', '=', contractId),
        where.and([
          where('contracts.parent_contract_id', '=', contractId),
          where('contracts.payer', '=', 'PARENT'),
          where('contracts.usage_statement_behavior', '=', 'CONSOLIDATE'),
        ]),
      ]),
    )
    .where('invoices.seq', '<=', lastSeq)
    .where('type', '=', 'USAGE')
    .where('voided_at', 'is', null)
    .where('currency_id', '=', currencyId)
    .where('period_from', '>=', period.from)
    .where('period_to', '<=', period.to)
    .where('issued_at', '>=', issued.from)
    .where('issued_at', '<', issued.to)
    .orderBy('invoices.seq')
    .execute()
  return rows.map(({ contract_seq: contractSeq, ...row }) => ({ stored: fromInvoiceRow(row), contractSeq }))
}
