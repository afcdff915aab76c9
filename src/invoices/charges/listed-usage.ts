import type { CatalogRate } from '../../catalog/rates/rows.ts'
import type { PriceStretch } from '../../rating/price-stretches.ts'
import type { GroupValues, LineTier } from '../../rating/usage-line.ts'
import type { BilledProduct } from '../billed-products.ts'
import type { InvoiceHead, InvoiceLine } from '../invoice.ts'
import { usageLine, type RatedUsage } from '../document/lines.ts'
import type { UnitOf } from '../units.ts'

/** What lines of usage are of, one for each tier; a group has one price at a time. */
export interface ListedGroup {
  product: BilledProduct
  stretch: Pick<PriceStretch<CatalogRate>, 'period'>
  pricingGroupValues: GroupValues
  presentationGroupValues: GroupValues
}

/** The lines of a contract's usage as they are where commits and credits cover none of it. */
export interface ListedUsage {
  /** In the order of the usage. */
  lines: readonly InvoiceLine[]
  /** The one of a group and tier, which those show that are covered; undefined where nothing is listed of it. */
  find(group: ListedGroup, tier: LineTier | null): InvoiceLine | undefined
}

/** Makes them, each once: to hash its id takes longer than all else of a line. */
export function listUsage(head: InvoiceHead, usage: readonly RatedUsage[], unitOf: UnitOf): ListedUsage {
  const lines = usage.map((one) => usageLine(head, one, unitOf))
  return {
    lines,
    find: (group, tier) => lines[usage.findIndex((one) => isOf(one, group, tier))],
  }
}

function isOf({ product, line }: RatedUsage, group: ListedGroup, tier: LineTier | null): boolean {
  return (
    product === group.product &&
    line.tier?.level === tier?.level &&
    line.period.from === group.stretch.period.from &&
    isSame(line.pricingGroupValues, group.pricingGroupValues) &&
    isSame(line.presentationGroupValues, group.presentationGroupValues)
  )
}

/** Of values by the same names, as those of one version of a product are. */
function isSame(values: GroupValues, others: GroupValues): boolean {
  return values === others || Object.keys(values).every((name) => values[name] === others[name])
}
