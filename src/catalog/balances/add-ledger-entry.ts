import type { Selectable } from 'kysely'
import { Decimal } from '../../kernel/decimal.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { among } from '../among.ts'
import { refuseOversized } from '../products/refuse-oversized.ts'
import type { CatalogScope } from '../scope.ts'
import type { CatalogTables } from '../tables.ts'
import { findAllBalances } from './find-all.ts'
import { refuseArchivedBalance } from './refuse-archived.ts'
import { findRolloverCandidates } from './rollover-candidates.ts'

/** What is added to a segment's amount by hand; a negative amount is taken from it. */
export interface NewLedgerEntry {
  customerId: string
  /** Null for a commit or credit of the customer itself. */
  contractId: string | null
  balanceId: string
  segmentId: string
  amount: Decimal
  reason: string
  /** From when on it counts; null for the segment's start. */
  effectiveAt: Instant | null
}

/** An entry that was made by hand. */
export interface ManualLedgerEntry {
  id: string
  customerId: string
  balanceId: string
  segmentId: string
  amount: Decimal
  reason: string
  effectiveAt: Instant
  createdAt: Instant
}

/**
 * Adds an entry to the ledger of a commit or credit; it can never be changed (OpenAPI, addManualBalanceLedgerEntry).
 * @throws Problem not_found where there is no such commit, credit or segment; invalid where it, its contract or
 * its customer is archived, or the amount is 0.
 */
export async function addManualLedgerEntry(scope: CatalogScope, entry: NewLedgerEntry): Promise<void> {
  const createdAt = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const { customerId } = entry
    const within = { catalog: transaction }
    const balances = [
      ...(await findAllBalances(within, customerId, createdAt, { includeArchived: true })),
      ...(await findRolloverCandidates(within, customerId, createdAt)),
    ]
    const balance = balances.find(
      ({ id, contractId }) => id === entry.balanceId && contractId === entry.contractId,
    )
    if (balance === undefined) throw notFound('id: commit or credit', entry.balanceId)
    refuseArchivedBalance(balance, 'id: commit or credit')
    const segment = balance.terms.access.segments.find(({ id }) => id === entry.segmentId)
    if (segment === undefined) throw notFound('segment_id: segment', entry.segmentId)
    if (entry.amount.isZero()) throw invalid('amount: must not be 0')
    refuseOversized('amount', entry.amount)
    await transaction
      .insertInto('manual_ledger_entries')
      .values({
        id: newId(),
        customer_id: customerId,
        balance_id: balance.id,
        segment_id: segment.id,
        amount: entry.amount.toFixed(),
        reason: entry.reason,
        effective_at: entry.effectiveAt ?? segment.startingAt,
        created_at: createdAt,
      })
      .execute()
  })
}

/** Finds what was added by hand to commits and credits, in the order it was added. An empty list of ids finds none. */
export async function findManualLedgerEntries(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  balanceIds: readonly string[],
): Promise<ManualLedgerEntry[]> {
  if (balanceIds.length === 0) return []
  const rows = await catalog
    .selectFrom('manual_ledger_entries')
    .selectAll()
    .where('balance_id', 'in', among(balanceIds))
    .orderBy('seq')
    .execute()
  return rows.map(fromEntryRow)
}

/** Finds what was added by hand to the commits and credits of customers, in the order it was added; an empty list has none. */
export async function findManualLedgerEntriesOf(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerIds: readonly string[],
): Promise<ManualLedgerEntry[]> {
  if (customerIds.length === 0) return []
  const rows = await catalog
    .selectFrom('manual_ledger_entries')
    .selectAll()
    .where('customer_id', 'in', among(customerIds))
    .orderBy('seq')
    .execute()
  return rows.map(fromEntryRow)
}

function fromEntryRow(row: Selectable<CatalogTables['manual_ledger_entries']>): ManualLedgerEntry {
  return {
    id: row.id,
    customerId: row.customer_id,
    balanceId: row.balance_id,
    segmentId: row.segment_id,
    amount: new Decimal(row.amount),
    reason: row.reason,
    effectiveAt: row.effective_at,
    createdAt: row.created_at,
  }
}
