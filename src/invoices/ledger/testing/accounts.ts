import type { ManualLedgerEntry } from '../../../catalog/balances/add-ledger-entry.ts'
import type { CatalogBalance } from '../../../catalog/balances/rows.ts'
import type { BalanceTerms } from '../../../catalog/balances/terms.ts'
import { workedOutBalance } from '../../../catalog/balances/worked-out.ts'
import { at } from '../../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../../kernel/decimal.ts'
import type { AccessSegment } from '../../../rating/drawdown/balance.ts'
import type { CustomerAccount, Movement, RolloverMovement } from '../../balances/account.ts'

/** A day of August 2024 at midnight; 32 is 1 September. */
export function august(day: number) {
  return at('2024-08-01T00:00:00Z') + (day - 1) * 86_400_000
}

/** A segment from one day of August 2024 until another. */
export function segment(id: string, amount: number | string, from: number, to: number): AccessSegment {
  return { id, amount: new Decimal(amount), startingAt: august(from), endingBefore: august(to) }
}

/** A PREPAID commit of cents, of the contract `deal`, with these segments. */
export function commit(
  id: string,
  segments: [AccessSegment, ...AccessSegment[]],
  changes: Partial<Pick<CatalogBalance, 'type' | 'origin' | 'archivedAt' | 'archivedWith'>> &
    Partial<BalanceTerms> = {},
): CatalogBalance {
  const { type = 'PREPAID', origin = null, archivedAt = null, archivedWith = null, ...terms } = changes
  const made = workedOutBalance(
    { id, customerId: 'acme', contractId: 'deal', type, origin, createdAt: august(1), archivedAt },
    {
      name: id,
      description: null,
      productId: 'product',
      priority: null,
      rateType: 'LIST_RATE',
      applicableProductIds: [],
      applicableProductTags: [],
      specifiers: [],
      access: { creditTypeId: 'cents', segments },
      invoice: null,
      invoiceContractId: null,
      rolloverFraction: null,
      isTrueupDisabled: false,
      childAccess: { type: 'NONE' },
      applicableContractIds: null,
      netsuiteSalesOrderId: null,
      salesforceOpportunityId: null,
      customFields: {},
      ...terms,
    },
  )
  return { ...made, archivedWith }
}

/** What the draft `draft` of `deal` took of a segment, dated at the end of August; the segment is named as its commit. */
export function drawn(balanceId: string, amount: number | string, changes: Partial<Movement> = {}): Movement {
  return {
    type: 'DEDUCTION',
    customerId: 'acme',
    balanceId,
    segmentId: balanceId,
    amount: new Decimal(amount),
    at: august(32),
    invoiceId: 'draft',
    contractId: 'deal',
    isDraft: true,
    ...changes,
  }
}

/** What was entered by hand on 10 August; the segment is named as its commit. */
export function entered(
  balanceId: string,
  amount: number | string,
  changes: Partial<ManualLedgerEntry> = {},
): ManualLedgerEntry {
  return {
    id: 'entry',
    customerId: 'acme',
    balanceId,
    segmentId: balanceId,
    amount: new Decimal(amount),
    reason: 'goodwill',
    effectiveAt: august(10),
    createdAt: august(10),
    ...changes,
  }
}

/** What went to the contract `renewal`, on 20 August; the segment is named as its commit. */
export function rolled(
  balanceId: string,
  amount: number | string,
  changes: Partial<RolloverMovement> = {},
): RolloverMovement {
  return {
    balanceId,
    segmentId: balanceId,
    amount: new Decimal(amount),
    at: august(20),
    newContractId: 'renewal',
    ...changes,
  }
}

/** A customer's account on 15 August, but for the changes. */
export function account(
  balances: readonly CatalogBalance[],
  changes: Partial<CustomerAccount> = {},
): CustomerAccount {
  const none = { movements: [], manualEntries: [], rollovers: [], contractEnds: new Map() }
  return { at: august(15), balances, ...none, ...changes }
}
