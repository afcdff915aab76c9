import { HOUR_MS, type Instant } from '../../kernel/instant.ts'
import { clipRange } from '../../rating/billing-period.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'
import { addBalanceVersion } from '../balances/add-version.ts'
import { applyBalanceUpdate } from '../balances/apply-update.ts'
import { archiveBalance } from '../balances/archive.ts'
import type { AccessUpdate, BalanceUpdate } from '../balances/balance-update.ts'
import { findBalances } from '../balances/find.ts'
import { findInvoicedUse, type InvoicedUse } from '../balances/invoiced-use.ts'
import type { CatalogBalance } from '../balances/rows.ts'
import { storeChild } from '../balances/store-child.ts'
import type { BalanceTerms } from '../balances/terms.ts'
import { isChildAsMade } from '../balances/with-children.ts'
import type { Catalog } from '../database.ts'
import type { ContractChange } from './contract-change.ts'
import { endsEarlier, endTerms, isChargedUntil } from './end-terms.ts'
import { findLostChildren } from './lost-children.ts'
import type { Contract } from './rows.ts'

/** What an earlier end takes of a contract's commits and credits. */
export interface EndedBalances {
  updates: readonly { balance: CatalogBalance; update: BalanceUpdate }[]
  /** Those of which nothing could be drawn before the end. */
  archived: readonly CatalogBalance[]
  /** Children of recurring ones that the contract makes no more, with what finalized invoices hold of them. */
  kept: readonly { balance: CatalogBalance; terms: BalanceTerms }[]
  /** What of that the contract's history shows. */
  change: Required<Pick<ContractChange, 'archivedCommitIds' | 'archivedCreditIds'>>
}

/**
 * Works out what an earlier end of a contract takes of its stored commits and credits, within the caller's transaction:
 * what would be paid later goes, as scheduled charges do, and what could be drawn later, or the whole commit or credit
 * where that is all of it (OpenAPI, updateContractEndDate). What finalized invoices have billed or drawn stays, and so
 * does the true-up of a POSTPAID commit, of which only a segment that has started is cut: it was committed to, and a
 * renewal alone removes it. What a threshold has paid for is not cut, as it was spent, and paid at once. A later end brings
 * nothing back. Of children of recurring ones, which end as the contract says, the same stays where it makes them no more.
 * @param isRenewed whether another contract renews it: what rolls over to that stays as it was agreed, and is paid for.
 * @param leftIds commits and credits that the same request archives, or gives another schedule; it says what they are.
 */
export async function endBalances(
  transaction: Catalog,
  contract: Contract,
  endingBefore: Instant | null,
  { isRenewed, leftIds = [], now }: { isRenewed: boolean; leftIds?: readonly string[]; now: Instant },
): Promise<EndedBalances> {
  const updates: EndedBalances['updates'][number][] = []
  const archived: CatalogBalance[] = []
  const kept: EndedBalances['kept'][number][] = []
  const isCarried = ({ terms }: CatalogBalance) =>
    isRenewed && terms.rolloverFraction?.greaterThan(0) === true
  if (endingBefore !== null && endsEarlier(contract.terms, endingBefore)) {
    const balances = await findBalances({ catalog: transaction }, contract.customerId)
    const after = endTerms(contract.terms, endingBefore)
    const lost = await findLostChildren(transaction, contract, balances, after, { isRenewed, now })
    for (const { balance, use } of lost) {
      const update = isCarried(balance) ? {} : updateOf(contract, balance, endingBefore, use)
      kept.push({ balance, terms: update === 'ARCHIVED' ? balance.terms : cutTerms(balance.terms, update) })
    }
    const skippedIds = [...leftIds, ...lost.map(({ balance }) => balance.id)]
    for (const balance of balances) {
      const isEnded = balance.contractId === contract.id && balance.archivedAt === null && !isCarried(balance)
      if (!isEnded || skippedIds.includes(balance.id) || isChildAsMade(balance)) continue
      const update = updateOf(contract, balance, endingBefore, await findInvoicedUse(transaction, balance))
      if (update === 'ARCHIVED') archived.push(balance)
      else if (update.access !== undefined || update.invoice !== undefined) updates.push({ balance, update })
    }
  }
  const idsOf = (isCredit: boolean) =>
    archived.filter(({ type }) => (type === 'CREDIT') === isCredit).map(({ id }) => id)
  return {
    updates,
    archived,
    kept,
    change: { archivedCommitIds: idsOf(false), archivedCreditIds: idsOf(true) },
  }
}

/** Stores what an end takes, as of the contract's version that ended it, within the caller's transaction. */
export async function storeEndedBalances(
  transaction: Catalog,
  { updates, archived, kept }: EndedBalances,
  { contractVersionId, createdAt }: { contractVersionId: string; createdAt: Instant },
): Promise<void> {
  const occasion = { kind: 'END_DATE', contractVersionId, createdAt, fieldPrefix: '' } as const
  for (const { balance, update } of updates) await applyBalanceUpdate(transaction, balance, update, occasion)
  for (const balance of archived) await archiveBalance(transaction, balance, { field: 'id:', now: createdAt })
  for (const { balance, terms } of kept) {
    await storeChild(transaction, balance)
    // No change of its own, and in no history: it holds while the contract does not make the child (`withChildren`).
    const version = { kind: 'END_DATE', change: {}, terms, contractVersionId: null, createdAt } as const
    await addBalanceVersion(transaction, balance, version)
  }
}

function cutTerms(terms: BalanceTerms, { access, invoice }: BalanceUpdate): BalanceTerms {
  const { segments } = terms.access
  const endOf = (id: string) => access?.updates.find((update) => update.id === id)?.endingBefore
  const cut = segments
    .filter(({ id }) => access?.removedIds.includes(id) !== true)
    .map((segment) => ({ ...segment, endingBefore: endOf(segment.id) ?? segment.endingBefore }))
  const items = (terms.invoice?.items ?? []).filter(({ id }) => invoice?.removedItemIds.includes(id) !== true)
  return {
    ...terms,
    access: { ...terms.access, segments: cut },
    invoice: terms.invoice === null ? null : { ...terms.invoice, items },
  }
}

function updateOf(
  { terms }: Contract,
  balance: CatalogBalance,
  end: Instant,
  use: InvoicedUse,
): BalanceUpdate | 'ARCHIVED' {
  const access = accessUntil(balance, end, use)
  if (access === 'NONE') return 'ARCHIVED'
  if (balance.type === 'POSTPAID') return { access }
  const removedItemIds = (balance.terms.invoice?.items ?? [])
    .filter(({ timestamp }) => !isChargedUntil(terms, timestamp, end))
    .map(({ id }) => id)
    .filter((id) => use.items.every(({ chargeId }) => chargeId !== id))
  const invoice =
    removedItemIds.length === 0 ? undefined : { addedItems: [], itemUpdates: [], removedItemIds }
  return { access, invoice }
}

/**
 * How access ends; NONE where all of it goes. That of a POSTPAID commit, whose true-up takes it, and of what is billed
 * already cannot go as a whole, and stays.
 */
function accessUntil(
  { type, origin, terms: { access } }: CatalogBalance,
  end: Instant,
  { draws, items }: InvoicedUse,
): AccessUpdate | 'NONE' | undefined {
  const endOf = ({ id, startingAt, endingBefore }: AccessSegment) => {
    const drawn = draws
      .filter(({ segmentId }) => segmentId === id)
      // A subscription in advance draws at the start of what is paid for, on the invoice of the time before.
      .map(
        ({ within }) =>
          clipRange(within, startingAt, endingBefore)?.to ?? (within.to <= startingAt ? startingAt + 1 : end),
      )
      .map((to) => Math.ceil(to / HOUR_MS) * HOUR_MS)
    return Math.min(Math.max(end, ...drawn), endingBefore)
  }
  const isGone = (segment: AccessSegment) => segment.startingAt >= endOf(segment)
  const { segments } = access
  if (segments.every(isGone)) {
    const isBilled = items.some(({ isVoided }) => !isVoided)
    return type === 'POSTPAID' || isBilled ? undefined : 'NONE'
  }
  // It ends with the contract all the same, and is there again where that is made longer.
  if (origin?.kind === 'THRESHOLD') return undefined
  const removed = segments.filter(isGone)
  const cut = segments.filter((segment) => !isGone(segment) && endOf(segment) < segment.endingBefore)
  if (removed.length + cut.length === 0) return undefined
  return {
    added: [],
    updates: cut.map((segment) => ({
      id: segment.id,
      amount: null,
      startingAt: null,
      endingBefore: endOf(segment),
    })),
    removedIds: removed.map(({ id }) => id),
  }
}
