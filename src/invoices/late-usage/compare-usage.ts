import { type Decimal, ZERO } from '../../kernel/decimal.ts'
import { groupValuesText } from '../../rating/group-values.ts'
import type { InvoiceLine, LineProduct } from '../invoice.ts'

/** Usage of a product by one group that an invoice billed, and that there is now. */
export interface UsageDifference {
  product: Pick<LineProduct, 'id' | 'name'>
  pricingGroupValues: InvoiceLine['pricingGroupValues']
  presentationGroupValues: InvoiceLine['presentationGroupValues']
  creditType: InvoiceLine['creditType']
  quantityBilled: Decimal
  quantityNow: Decimal
  /** What the difference costs, before commits and credits; less than 0 where there is less now. */
  cost: Decimal
}

/**
 * Compares what an invoice billed with what it would bill, product by product and group by group.
 * @param billed the invoice's lines of usage; those that a commit or credit covers count at the price without it.
 * @param now what it would say now, without commits and credits.
 * @returns only where the quantity is another one; in the order of `usageKey`.
 */
export function compareUsage(billed: readonly InvoiceLine[], now: readonly InvoiceLine[]): UsageDifference[] {
  const before = Map.groupBy(billed, usageKey)
  const after = Map.groupBy(now, usageKey)
  const keys = [...new Set([...before.keys(), ...after.keys()])].toSorted()
  return keys.flatMap((key) => {
    const [own, present] = [before.get(key) ?? [], after.get(key) ?? []]
    const [shown] = [...present, ...own]
    if (shown?.product === undefined || shown.product === null) return []
    const quantityBilled = sum(own, ({ quantity }) => quantity)
    const quantityNow = sum(present, ({ quantity }) => quantity)
    if (quantityBilled.equals(quantityNow)) return []
    const { product, pricingGroupValues, presentationGroupValues, creditType } = shown
    const cost = sum(present, ({ total }) => total).minus(sum(own, (line) => uncoveredTotal(line, present)))
    return [
      {
        product: { id: product.id, name: product.name },
        pricingGroupValues,
        presentationGroupValues,
        creditType,
        quantityBilled,
        quantityNow,
        cost,
      },
    ]
  })
}

/** What a line is of, as text: its product, its group values, and what it is priced in. */
export function usageKey({
  product,
  pricingGroupValues,
  presentationGroupValues,
  creditType,
}: Pick<UsageDifference, 'pricingGroupValues' | 'presentationGroupValues' | 'creditType'> & {
  product: Pick<LineProduct, 'id'> | null
}): string {
  const groups = [pricingGroupValues ?? {}, presentationGroupValues ?? {}].map(groupValuesText)
  return JSON.stringify([product?.id ?? '', ...groups, creditType.id])
}

/**
 * What a line comes to where nothing covers it: at the price of the line now of its time and tier. At its own price that
 * is its total, as the quantity that an amount covers is cut off (semantics 25).
 */
function uncoveredTotal(line: InvoiceLine, now: readonly InvoiceLine[]): Decimal {
  if (line.commit === null) return line.total
  const ofTime = now.filter(({ period }) => period?.from === line.period?.from)
  const list =
    ofTime.find(({ tier }) => tier?.level === line.tier?.level) ?? ofTime.find(({ tier }) => tier === null)
  if (list === undefined || list.unitPrice.equals(line.unitPrice)) return line.total
  return line.quantity.times(list.unitPrice)
}

function sum<Item>(items: readonly Item[], valueOf: (item: Item) => Decimal): Decimal {
  return items.reduce((total, item) => total.plus(valueOf(item)), ZERO)
}
