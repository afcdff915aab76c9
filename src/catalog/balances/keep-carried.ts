import { Decimal, ZERO } from '../../kernel/decimal.ts'
import { invalid } from '../../kernel/errors.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { selectContracts } from '../contracts/list.ts'
import { fromContractRows, type Contract } from '../contracts/rows.ts'
import type { Catalog } from '../database.ts'
import type { BalanceVersionKind } from '../tables.ts'
import { findManualLedgerEntries } from './add-ledger-entry.ts'
import type { BalanceUpdate } from './balance-update.ts'
import { drawnOf, findDraws } from './invoiced-use.ts'
import { rolledOverId, rolledOverSegmentId } from './rolled-over.ts'
import type { CatalogBalance } from './rows.ts'
import { sumBySegment } from './sum-by-segment.ts'
import type { BalanceTerms } from './terms.ts'

/** What finalized invoices of a renewal have drawn of what it has of a segment. */
export interface CarriedDraw {
  renewal: Contract
  /** The segment of which it was carried over. */
  segmentId: string
  invoiceId: string
  /** More than 0: less what was added by hand. */
  amount: Decimal
}

/** Finds what finalized invoices drew of what renewals have of a commit or credit, within the caller's transaction. */
export async function findCarriedDraws(
  transaction: Catalog,
  { id, customerId, contractId, terms }: CatalogBalance,
): Promise<CarriedDraw[]> {
  if (contractId === null) return []
  const rows = await selectContracts(transaction, { includeArchived: true })
    .where('renewed_from_id', '=', contractId)
    .execute()
  const carried: CarriedDraw[] = []
  for (const renewal of await fromContractRows(transaction, rows)) {
    const carriedId = rolledOverId(id, renewal.id)
    const draws = await findDraws(transaction, customerId, carriedId)
    const [first] = draws
    if (first === undefined) continue
    const addedBy = sumBySegment(await findManualLedgerEntries({ catalog: transaction }, [carriedId]))
    for (const segment of terms.access.segments) {
      const own = rolledOverSegmentId(segment.id, renewal.id)
      const amount = drawnOf(draws, own).minus(Decimal.max(addedBy.get(own) ?? ZERO, ZERO))
      if (!amount.greaterThan(ZERO)) continue
      carried.push({ renewal, segmentId: segment.id, invoiceId: first.invoiceId, amount })
    }
  }
  return carried
}

/**
 * Holds a change of a commit or credit to what finalized invoices have drawn of what it left to a renewal: that stays
 * granted, and carried over, within the caller's transaction.
 * @param after what it is to say.
 * @throws Problem invalid, naming the field, and the amount drawn.
 */
export async function requireCarriedKept(
  transaction: Catalog,
  balance: CatalogBalance,
  update: BalanceUpdate,
  after: BalanceTerms,
  { kind, fieldPrefix }: { kind: BalanceVersionKind; fieldPrefix: string },
): Promise<void> {
  if (update.access === undefined && update.rolloverFraction === undefined) return
  const access = kind === 'END_DATE' ? 'access_ending_before' : `${fieldPrefix}access_schedule`
  const fraction = update.rolloverFraction === undefined ? access : `${fieldPrefix}rollover_fraction`
  const carried = await findCarriedDraws(transaction, balance)
  const draws = carried.length === 0 ? [] : await findDraws(transaction, balance.customerId, balance.id)
  for (const { renewal, segmentId, invoiceId, amount } of carried) {
    const because = `as finalized invoice ${invoiceId} drew on what was carried over: ${amount.toFixed()} in all`
    const segment = after.access.segments.find(({ id }) => id === segmentId)
    const { startingAt } = renewal.terms
    if (segment === undefined || segment.endingBefore < startingAt) {
      const start = formatInstant(startingAt)
      throw invalid(`${access}: schedule item ${segmentId} must not end before ${start}, ${because}`)
    }
    const least = drawnOf(draws, segmentId).plus(amount)
    if (update.access !== undefined && segment.amount.lessThan(least)) {
      throw invalid(`${access}: schedule item ${segmentId} must have at least ${least.toFixed()}, ${because}`)
    }
    const kept = (after.rolloverFraction ?? ZERO).times(segment.amount)
    if (kept.lessThan(amount)) {
      throw invalid(`${fraction}: must carry over at least ${amount.toFixed()} of ${segmentId}, ${because}`)
    }
  }
}
