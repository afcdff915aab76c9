import { groupValuesText } from '../../rating/group-values.ts'
import type { InvoiceLine } from '../invoice.ts'

/** A line of the one invoice and the line of the other that is of the same; null where there is none. */
export interface LinePair {
  line: InvoiceLine | null
  other: InvoiceLine | null
}

/**
 * Pairs the lines of two invoices by what they are of: type, product, group values, tier, the commit or credit that covers
 * them, or what they charge for; not by their ids, which each invoice has of its own. Where there are several of the same,
 * those of one time and price are a pair, then those of one price, then as they come.
 * @returns in the order of the one invoice, then what only the other has.
 */
export function matchLines(lines: readonly InvoiceLine[], others: readonly InvoiceLine[]): LinePair[] {
  const left = Map.groupBy(others, keyOf)
  const pairs = new Map<InvoiceLine, InvoiceLine>()
  for (const isPair of [isSameTimeAndPrice, isSamePrice, () => true]) {
    for (const line of lines) {
      if (pairs.has(line)) continue
      const candidates = left.get(keyOf(line)) ?? []
      const place = candidates.findIndex((other) => isPair(line, other))
      const [other] = place === -1 ? [] : candidates.splice(place, 1)
      if (other !== undefined) pairs.set(line, other)
    }
  }
  const onlyOther = new Set([...left.values()].flat())
  return [
    ...lines.map((line) => ({ line, other: pairs.get(line) ?? null })),
    ...others.filter((other) => onlyOther.has(other)).map((other) => ({ line: null, other })),
  ]
}

function keyOf(line: InvoiceLine): string {
  return JSON.stringify([
    line.type,
    line.product?.id,
    line.creditType.id,
    groupValuesText(line.pricingGroupValues ?? {}),
    groupValuesText(line.presentationGroupValues ?? {}),
    line.tier?.level,
    line.commit?.id,
    line.subscription?.id,
    line.scheduledCharge?.id,
    line.discount?.id,
    line.professionalService?.id,
    line.origin?.contractId,
  ])
}

function isSamePrice(line: InvoiceLine, other: InvoiceLine): boolean {
  return line.unitPrice.equals(other.unitPrice)
}

function isSameTimeAndPrice(line: InvoiceLine, other: InvoiceLine): boolean {
  return (
    isSamePrice(line, other) &&
    line.period?.from === other.period?.from &&
    line.period?.to === other.period?.to &&
    line.chargeId === other.chargeId &&
    line.commit?.segmentId === other.commit?.segmentId
  )
}
