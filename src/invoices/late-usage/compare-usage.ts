import { type Decimal, sumOf } from '../../kernel/decimal.ts'
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
 * @param billed the invoice's lines of usage.
 * @param now what it would say now, without commits and credits.
 * @param listed what it would have said without them: the same usage as billed, also where that was at a commit's rate.
 * @returns what differs, in the order of `usageKey`: in its quantity, or in its cost alone, as where a maximum was reached
 * earlier than was billed, while another price held.
 */
export function compareUsage(
  billed: readonly InvoiceLine[],
  now: readonly InvoiceLine[],
  listed: readonly InvoiceLine[],
): UsageDifference[] {
  const atList = Map.groupBy(listed, usageKey)
  const before = Map.groupBy(billed, usageKey)
  const after = Map.groupBy(now, usageKey)
  const keys = [...new Set([...before.keys(), ...after.keys()])].toSorted()
  return keys.flatMap((key) => {
    const [own, present] = [before.get(key) ?? [], after.get(key) ?? []]
    const [shown] = [...present, ...own]
    if (shown?.product === undefined || shown.product === null) return []
    const quantityBilled = quantityOf(own)
    const quantityNow = quantityOf(present)
    const cost = totalOf(present).minus(totalOf(atList.get(key) ?? []))
    if (quantityBilled.equals(quantityNow) && cost.isZero()) return []
    const { product, pricingGroupValues, presentationGroupValues, creditType } = shown
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

/** Whether as much was used of each product and by each group as was billed, while each price held. */
export function isSameUsage(billed: readonly InvoiceLine[], now: readonly InvoiceLine[]): boolean {
  const [before, after] = [billed, now].map((lines) => Map.groupBy(lines, pricedKey))
  const keys = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])
  return [...keys].every((key) => quantityOf(before?.get(key)).equals(quantityOf(after?.get(key))))
}

const pricedKey = (line: InvoiceLine) => JSON.stringify([usageKey(line), line.period?.from])

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

const quantityOf = (lines: readonly InvoiceLine[] = []) => sumOf(lines, ({ quantity }) => quantity)

const totalOf = (lines: readonly InvoiceLine[]) => sumOf(lines, ({ total }) => total)
