import { Decimal, ZERO, sumOf } from '../../kernel/decimal.ts'
import { invalid } from '../../kernel/errors.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { clipRange } from '../../rating/billing-period.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'
import type { Catalog } from '../database.ts'
import type { BalanceVersionKind } from '../tables.ts'
import { findManualLedgerEntries } from './add-ledger-entry.ts'
import type { BalanceUpdate } from './balance-update.ts'
import { drawnOf, findInvoicedUse, type InvoicedDraw, type InvoicedUse } from './invoiced-use.ts'
import type { CatalogBalance } from './rows.ts'
import { sumBySegment } from './sum-by-segment.ts'
import type { BalanceTerms } from './terms.ts'

/** Where a change is in its request, and what kind of request that is. */
interface Place {
  kind: BalanceVersionKind
  /** Nothing, or such as `update_commits.0.` */
  fieldPrefix: string
}

/**
 * Holds a change of a commit or credit to what finalized invoices did, within the caller's transaction: what they drew
 * stays granted, and what they billed stays as it was billed (OpenAPI, editCommit: usage guidelines).
 * @param after what it is to say.
 * @throws Problem invalid, naming the field, and the amount drawn.
 */
export async function requireInvoicedKept(
  transaction: Catalog,
  balance: CatalogBalance,
  update: BalanceUpdate,
  after: BalanceTerms,
  place: Place,
): Promise<void> {
  const use = await findInvoicedUse(transaction, balance)
  requireItemsKept(use, update, place)
  requireAccessKept(balance, use, update, place)
  if (update.access === undefined || use.draws.length === 0) return
  const addedBy = sumBySegment(await findManualLedgerEntries({ catalog: transaction }, [balance.id]))
  for (const segment of balance.terms.access.segments) {
    const draws = use.draws.filter(({ segmentId }) => segmentId === segment.id)
    if (draws.length === 0) continue
    const addedAmount = Decimal.max(addedBy.get(segment.id) ?? ZERO, ZERO)
    const changed = after.access.segments.find(({ id }) => id === segment.id)
    requireDrawnKept(segment, changed, draws, addedAmount, update, place)
  }
}

/** @param addedAmount what was added by hand, which may be what was drawn. */
function requireDrawnKept(
  before: AccessSegment,
  after: AccessSegment | undefined,
  draws: readonly InvoicedDraw[],
  addedAmount: Decimal,
  { access }: BalanceUpdate,
  { kind, fieldPrefix }: Place,
): void {
  const drawn = drawnOf(draws, before.id)
  const fieldOf = (list: 'update_schedule_items' | 'remove_schedule_items', name: string, index = 0) =>
    kind === 'END_DATE' ? 'access_ending_before' : `${fieldPrefix}access_schedule.${list}.${index}.${name}`
  if (after === undefined) {
    const field = fieldOf('remove_schedule_items', 'id', access?.removedIds.indexOf(before.id))
    throw invalid(`${field}: finalized invoices have drawn ${drawn.toFixed()} of schedule item ${before.id}`)
  }
  const updateOf = (name: string) =>
    fieldOf(
      'update_schedule_items',
      name,
      access?.updates.findLastIndex(({ id }) => id === before.id),
    )
  const least = drawn.minus(addedAmount)
  if (after.amount.lessThan(before.amount) && after.amount.lessThan(least)) {
    throw invalid(
      `${updateOf('amount')}: must be at least ${least.toFixed()}, as finalized invoices have drawn ${drawn.toFixed()}`,
    )
  }
  for (const { within } of draws) {
    const used = clipRange(within, before.startingAt, before.endingBefore)
    if (used === null) continue
    const because = `as finalized invoices have drawn ${drawn.toFixed()}`
    const [from, to] = [formatInstant(used.from), formatInstant(used.to)]
    if (after.startingAt > used.from) {
      throw invalid(`${updateOf('starting_at')}: must not be after ${from}, ${because} from then on`)
    }
    if (after.endingBefore < used.to) {
      throw invalid(`${updateOf('ending_before')}: must not be before ${to}, ${because} until then`)
    }
  }
}

/** A child contract that drew on it may go on to. */
function requireAccessKept(
  { customerId }: CatalogBalance,
  { draws }: InvoicedUse,
  { childAccess }: BalanceUpdate,
  { fieldPrefix }: Place,
): void {
  if (childAccess === undefined || childAccess.type === 'ALL') return
  const contractIds = childAccess.type === 'NONE' ? [] : childAccess.contractIds
  const draw = draws.find((one) => one.customerId !== customerId && !contractIds.includes(one.contractId))
  if (draw === undefined) return
  const drawn = sumOf(
    draws.filter(({ contractId }) => contractId === draw.contractId),
    ({ amount }) => amount,
  )
  throw invalid(
    `${fieldPrefix}hierarchy_configuration.child_access: must include contract ${draw.contractId}, as finalized invoices have drawn ${drawn.toFixed()} for it`,
  )
}

/** What is billed stays; what a voided invoice has may be changed, and is billed as it then is. */
function requireItemsKept(
  { items }: InvoicedUse,
  { invoice, isTrueupDisabled }: BalanceUpdate,
  { kind, fieldPrefix }: Place,
): void {
  const place = `${fieldPrefix}invoice_schedule.`
  const billedBy = (itemId: string) =>
    items.find(({ chargeId, isVoided }) => chargeId === itemId && !isVoided)
  for (const [index, { id }] of (invoice?.itemUpdates ?? []).entries()) {
    const billed = billedBy(id)
    if (billed === undefined) continue
    throw invalid(
      `${place}update_schedule_items.${index}.id: finalized invoice ${billed.invoiceId} bills schedule item ${id}`,
    )
  }
  for (const [index, id] of (invoice?.removedItemIds ?? []).entries()) {
    const billed = billedBy(id) ?? items.find(({ chargeId }) => chargeId === id)
    if (billed === undefined) continue
    const field = kind === 'END_DATE' ? 'invoices_ending_before' : `${place}remove_schedule_items.${index}.id`
    const invoiced = `${billed.isVoided ? 'voided' : 'finalized'} invoice ${billed.invoiceId}`
    throw invalid(`${field}: ${invoiced} bills schedule item ${id}`)
  }
  const trueup = items.find(({ isVoided }) => !isVoided)
  if (isTrueupDisabled !== true || trueup === undefined) return
  throw invalid(`commit_id: finalized invoice ${trueup.invoiceId} bills the commit's true-up`)
}
