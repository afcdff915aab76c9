import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { UsageSpecifier } from '../../rating/usage-specifier.ts'
import type { NewSchedule } from '../contracts/new-terms.ts'
import type { BalanceType } from '../tables.ts'
import type { BalanceRateType, ChildAccess } from './terms.ts'

/** An amount that may be drawn for a while. */
export interface NewSegment {
  amount: Decimal
  startingAt: Instant
  endingBefore: Instant
}

/** Which products it pays for, as a request gives it; null is what was left out. */
export interface NewApplicability {
  applicableProductIds: readonly string[] | null
  applicableProductTags: readonly string[] | null
  specifiers: readonly UsageSpecifier[] | null
}

/** A commit or credit as a request gives it; null is what was left out. */
export interface NewBalance extends NewApplicability {
  type: BalanceType
  /** Names it within the request, for overrides of the same request. */
  temporaryId: string | null
  name: string | null
  description: string | null
  productId: string
  priority: Decimal | null
  rateType: BalanceRateType | null
  /** Of a null unit, the currency of the contract's card, or US cents. */
  access: { creditTypeId: string | null; segments: readonly NewSegment[] } | null
  invoice: (NewSchedule & { doNotInvoice: boolean }) | null
  rolloverFraction: Decimal | null
  childAccess: ChildAccess
  netsuiteSalesOrderId: string | null
  salesforceOpportunityId: string | null
  customFields: Readonly<Record<string, string>>
}
