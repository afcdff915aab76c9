import { Decimal, ZERO, sumOf } from '../../kernel/decimal.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { groupValuesText } from '../../rating/group-values.ts'
import type { GroupValues, LinePart, LineTier } from '../../rating/usage-line.ts'
import type { Invoice, InvoiceLine } from '../invoice.ts'
import type { HistoricalUsage } from './historical-usage.ts'
import { subtotalsOf } from './subtotals-of.ts'

/** A line of usage on an imported invoice, and what brought it about. */
export interface ImportedLine {
  line: InvoiceLine
  /** One for each subtotal that changed it, in order of time; they add up to its quantity and total. */
  parts: readonly LinePart[]
}

/** What a subtotal does to the quantity of its group in the invoice's period. */
interface GivenStep {
  /** Of its usage among all that was given. */
  place: number
  group: string
  period: TimeRange
  /** The quantity used so far, before and after. */
  from: Decimal
  to: Decimal
}

/**
 * Parts the lines of an imported invoice by the subtotals that were given for it. The lines are what was billed, so nothing
 * is priced again: their prices, tiers and times hold, whatever the contract says now.
 * @param given in the order in which `priceUsage` made lines of it, which is theirs.
 * @returns its lines of usage, in order.
 * @throws Error where a line is not what was given for it; what is missing is never taken for 0 (semantics 33).
 */
export function partsOfLines(
  { id, period, lines }: Pick<Invoice, 'id' | 'period' | 'lines'>,
  given: readonly HistoricalUsage[],
): ImportedLine[] {
  if (period === null) throw new Error(`imported invoice ${id} bills no usage`)
  const usageLines = lines.filter(({ type }) => type === 'usage')
  const steps = givenSteps(usageLines, period, given)
  // All lines of one usage come before those of the next, so it is left once its quantity is on lines.
  const waiting = [...Map.groupBy(steps, ({ place }) => place).values()].map((own) => ({
    own,
    due: sizeOf(own.map(({ from, to }) => to.minus(from))),
  }))
  const parted = usageLines.map((line) => {
    const [first] = waiting
    const parts = partsOf(line, first?.own ?? [])
    const quantities = parts.map(({ quantity }) => quantity)
    if (!sumOf(quantities, (one) => one).equals(line.quantity)) {
      throw new Error(
        `line ${line.id} of imported invoice ${id} does not match the usage that was given for it`,
      )
    }
    if (first !== undefined) first.due = first.due.minus(sizeOf(quantities))
    if (first?.due.isZero() === true) waiting.shift()
    return { line, parts }
  })
  if (waiting.length > 0)
    throw new Error(`imported invoice ${id} has no line for some of the usage that was given`)
  return parted
}

/** What subtotals do one after the other, over all usage of a group (semantics 26); those of nothing do nothing. */
function givenSteps(
  lines: readonly InvoiceLine[],
  billed: TimeRange,
  given: readonly HistoricalUsage[],
): GivenStep[] {
  const placed = given.flatMap((usage, place) => {
    const own = lines.filter((line) => isLineOf(line, usage))
    return subtotalsOf(usage, billed, `usage_line_items.${place}.`)
      .filter(({ quantity }) => !quantity.isZero())
      .map(({ period, quantity, field }) => {
        const line = own.find((one) => isWithin(period, one.period))
        if (line === undefined) throw new Error(`${field}: no line of the imported invoice covers its time`)
        return { place, group: groupText(line), period, quantity }
      })
  })
  const groups = Map.groupBy(placed, ({ group }) => group)
  const steps = [...groups.values()].flatMap((own) => {
    let position = ZERO
    return own
      .toSorted((a, b) => a.period.from - b.period.from)
      .map(({ quantity, ...step }) => {
        const from = position
        position = position.plus(quantity)
        return { ...step, from, to: position }
      })
  })
  return steps.toSorted((a, b) => a.place - b.place)
}

function partsOf(line: InvoiceLine, steps: readonly GivenStep[]): LinePart[] {
  const lineGroup = groupText(line)
  return steps.flatMap(({ group, period, from, to }) => {
    if (group !== lineGroup || !isWithin(period, line.period)) return []
    const quantity = withinTier(line.tier, to).minus(withinTier(line.tier, from))
    return quantity.isZero() ? [] : [{ period, quantity, total: quantity.times(line.unitPrice) }]
  })
}

/** The point of a tier that is next to a position; the first tier holds what is below 0, and the last one has no end. */
function withinTier(tier: LineTier | null, position: Decimal): Decimal {
  if (tier === null) return position
  const { level, startingAt, size } = tier
  const atLeast = level === 1 ? position : Decimal.max(position, startingAt)
  return size === null ? atLeast : Decimal.min(atLeast, startingAt.plus(size))
}

function isLineOf(line: InvoiceLine, usage: HistoricalUsage): boolean {
  return (
    line.product?.id === usage.productId &&
    line.period !== null &&
    isWithin(line.period, usage.period) &&
    areValuesOf(line.pricingGroupValues ?? {}, usage.pricingGroupValues) &&
    areValuesOf(line.presentationGroupValues ?? {}, usage.presentationGroupValues)
  )
}

/** Whether values of a line are those that were given; what was not given is null on it. */
function areValuesOf(values: GroupValues, given: Readonly<Record<string, string>>): boolean {
  return (
    Object.keys(given).every((name) => Object.hasOwn(values, name)) &&
    Object.entries(values).every(([name, value]) => value === (given[name] ?? null))
  )
}

function groupText({ product, pricingGroupValues, presentationGroupValues }: InvoiceLine): string {
  const values = [pricingGroupValues, presentationGroupValues].map((some) => groupValuesText(some ?? {}))
  return JSON.stringify([product?.id, ...values])
}

function isWithin({ from, to }: TimeRange, outer: TimeRange | null): boolean {
  return outer !== null && outer.from <= from && to <= outer.to
}

/** How much quantities are together, whether they are added or taken back. */
function sizeOf(quantities: readonly Decimal[]): Decimal {
  return sumOf(quantities, (quantity) => quantity.abs())
}
