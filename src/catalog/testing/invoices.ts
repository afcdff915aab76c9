import { Decimal } from '../../kernel/decimal.ts'
import { newId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { insertInvoices } from '../invoices/insert.ts'
import { customerRevision } from '../invoices/revision.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import type { CatalogScope } from '../scope.ts'
import type { LedgerEntryKind } from '../tables.ts'

/** What an invoice has that is put into the catalog without being computed. */
interface InvoiceParts {
  headId?: string
  /** The usage that it bills; null where it is a scheduled one. */
  period?: TimeRange | null
  issuedAt?: Instant
  /** What its lines charge for dates; they say nothing else. */
  chargeIds?: readonly string[]
  /** The whole of what it says, in place of that. */
  document?: string
  /** What it took of commits and credits. */
  draws?: readonly {
    /** Whose it is; the contract's customer's where it is left out. */
    customerId?: string
    balanceId: string
    segmentId: string
    amount: number | string
    type?: LedgerEntryKind
  }[]
}

/** Puts a finalized invoice of a contract, in US cents, straight into the catalog. @returns its id. */
export async function addInvoice(
  scope: CatalogScope,
  { id: contractId, customerId }: { id: string; customerId: string },
  { headId = newId(), period = null, chargeIds = [], draws = [], ...parts }: InvoiceParts,
): Promise<string> {
  const id = newId()
  const issuedAt = parts.issuedAt ?? period?.to ?? scope.clock.now()
  const invoice = {
    id,
    headId,
    customerId,
    contractId,
    type: period === null ? ('SCHEDULED' as const) : ('USAGE' as const),
    currencyId: USD_CENTS_ID,
    period,
    issuedAt,
    document: parts.document ?? JSON.stringify({ lines: chargeIds.map((chargeId) => ({ chargeId })) }),
    regeneratedFromId: null,
  }
  const entries = draws.map(({ balanceId, segmentId, amount, type = 'DEDUCTION', ...draw }) => ({
    customerId: draw.customerId ?? customerId,
    balanceId,
    segmentId,
    type,
    amount: new Decimal(amount).negated().toFixed(),
    effectiveAt: period?.to ?? issuedAt,
  }))
  const revision = await customerRevision(scope.catalog, customerId)
  await insertInvoices(scope, customerId, [{ invoice, entries }], revision)
  return id
}
