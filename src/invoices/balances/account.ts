import type { ManualLedgerEntry } from '../../catalog/balances/add-ledger-entry.ts'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { LedgerEntryKind } from '../../catalog/tables.ts'
import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'

/** What an invoice does to a segment of a commit or credit. */
export interface Movement {
  type: LedgerEntryKind
  /** Whose the commit or credit is; the invoice may be another's, with whom it is shared. */
  customerId: string
  balanceId: string
  segmentId: string
  /** Less than 0 where it was taken. */
  amount: Decimal
  /** The end of the service period, or a scheduled invoice's date; of what is given back, when it was. */
  at: Instant
  invoiceId: string
  contractId: string
  /** Whether it is worked out from a draft, and not stored. */
  isDraft: boolean
}

/** What left a segment where the contract of its commit or credit was renewed. */
export interface RolloverMovement {
  balanceId: string
  segmentId: string
  /** More than 0. */
  amount: Decimal
  at: Instant
  newContractId: string
}

/** Everything that is known of a customer's commits and credits at an instant. */
export interface CustomerAccount {
  at: Instant
  /** Stored ones, children of recurring ones and those that were rolled over, in order of creation; archived ones too. */
  balances: readonly CatalogBalance[]
  /** In the order in which they came to be, those of drafts last. */
  movements: readonly Movement[]
  /** In the order they were added. */
  manualEntries: readonly ManualLedgerEntry[]
  rollovers: readonly RolloverMovement[]
  /** When the customer's contracts end, archived ones too, by their ids; those that have no end are not in it. */
  contractEnds: ReadonlyMap<string, Instant>
}
