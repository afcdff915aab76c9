import type { Decimal } from '../../kernel/decimal.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'
import type { UsageSpecifier } from '../../rating/usage-specifier.ts'
import type { ScheduleItem } from '../contracts/terms.ts'

/** Which of a product's two prices usage pays that draws on a commit or credit. */
export type BalanceRateType = 'COMMIT_RATE' | 'LIST_RATE'

/** Which products a commit or credit pays for: any of the ids or tags, or any specifier; all where nothing is given. */
export interface Applicability {
  applicableProductIds: readonly string[]
  applicableProductTags: readonly string[]
  /** Empty where ids or tags are given. */
  specifiers: readonly UsageSpecifier[]
}

/**
 * The contracts whose usage may draw on it besides those of its own customer: children of its contract, or of a customer's,
 * of any of the customer's contracts (OpenAPI, createContract: child_access).
 */
export type ChildAccess =
  | { type: 'ALL' }
  | { type: 'NONE' }
  | { type: 'CONTRACT_IDS'; contractIds: readonly string[] }

/** Nothing is shared unless it is said. */
export const NO_CHILD_ACCESS: ChildAccess = { type: 'NONE' }

/** What may be drawn, and when. */
export interface AccessSchedule {
  creditTypeId: string
  /** In order of `startingAt`; at least one. */
  segments: readonly AccessSegment[]
}

/** What the customer pays for a commit, and when. */
export interface InvoiceSchedule {
  creditTypeId: string
  /** In order of time. */
  items: readonly ScheduleItem[]
  /** It says what was agreed; the bill is made elsewhere. */
  doNotInvoice: boolean
}

/** Everything that a commit or credit says, as of one of its versions (reference section 6, Commits, credits). */
export interface BalanceTerms extends Applicability {
  name: string | null
  description: string | null
  /** A FIXED product, which stands for it on invoices. */
  productId: string
  /** The lowest is drawn first. */
  priority: Decimal | null
  rateType: BalanceRateType
  access: AccessSchedule
  /** Null where it costs nothing; always so of credits. */
  invoice: InvoiceSchedule | null
  /** Of a customer's commit, the contract that it is billed with; null of a contract's own, which bills it. */
  invoiceContractId: string | null
  /** Of a POSTPAID commit, whether what is not drawn is left unbilled (OpenAPI, disableCommitTrueup). */
  isTrueupDisabled: boolean
  /** What share of it is carried over to the contract that renews its own, at most; null is none. */
  rolloverFraction: Decimal | null
  /** Of a customer's, the contracts whose usage may draw on it; null for all. */
  applicableContractIds: readonly string[] | null
  childAccess: ChildAccess
  netsuiteSalesOrderId: string | null
  salesforceOpportunityId: string | null
  customFields: Readonly<Record<string, string>>
}
