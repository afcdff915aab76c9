import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { UsageSpecifier } from '../../rating/usage-specifier.ts'
import type { ScheduleItemsUpdate } from '../contracts/change-schedule-items.ts'
import type { NewSegment } from './new-balance.ts'
import type { BalanceRateType, ChildAccess } from './terms.ts'

/** A change of one segment of an access schedule; null leaves what it had. */
export interface SegmentUpdate {
  id: string
  amount: Decimal | null
  startingAt: Instant | null
  endingBefore: Instant | null
}

/** A change of an access schedule: of segments that it has, then those removed, then new ones. */
export interface AccessUpdate {
  added: readonly NewSegment[]
  updates: readonly SegmentUpdate[]
  removedIds: readonly string[]
}

/** A change of a commit or credit; what is undefined stays, what is null is removed. */
export interface BalanceUpdate {
  name?: string | undefined
  description?: string | undefined
  productId?: string | undefined
  priority?: Decimal | null | undefined
  rateType?: BalanceRateType | undefined
  applicableProductIds?: readonly string[] | null | undefined
  applicableProductTags?: readonly string[] | null | undefined
  specifiers?: readonly UsageSpecifier[] | null | undefined
  rolloverFraction?: Decimal | null | undefined
  childAccess?: ChildAccess | undefined
  netsuiteSalesOrderId?: string | null | undefined
  invoiceContractId?: string | undefined
  access?: AccessUpdate | undefined
  invoice?: ScheduleItemsUpdate | undefined
  isTrueupDisabled?: true | undefined
}
