import { eventIdentifiers } from '../../catalog/customers/attribution.ts'
import { ZERO } from '../../kernel/decimal.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { isAtLastInstant } from '../billed-products.ts'
import type { DrawnStep } from '../../rating/drawdown/draw-down.ts'
import { groupValuesText } from '../../rating/group-values.ts'
import type { ChargeLine, ChargeStep } from '../drawing/draw-steps.ts'
import { drawnLineId } from '../drawing/drawn-lines.ts'
import type { InvoiceHead, InvoiceLine } from '../invoice.ts'
import type { RatedContract } from '../charges/rate-contract.ts'
import { drawnPieces, wholePiece } from './quantity-pieces.ts'
import type { QuantityPiece, UnratedUsage, UsageBasis, UsageMeasure } from '../document/usage-basis.ts'

/** What a basis is made of: a usage invoice as it was computed. */
export interface BasisParts {
  head: InvoiceHead
  period: TimeRange
  rated: RatedContract
  /** The lines of `rated.usageOf()`, in that order, as they are where nothing is drawn. */
  listed: readonly Pick<InvoiceLine, 'id'>[]
  /** The lines that are on the invoice. */
  shown: readonly Pick<InvoiceLine, 'id'>[]
  /** What was drawn of its charges; none where there was nothing to draw on. */
  steps: readonly DrawnStep<ChargeStep>[]
  cutoff: number | null
}

/** What the usage on an invoice follows from. */
export function makeBasis(parts: BasisParts): UsageBasis {
  const { head, period, rated, cutoff } = parts
  const { customer, contract, meteredFrom } = head
  return {
    cutoff,
    ...(meteredFrom === null
      ? { period }
      : { period: { from: meteredFrom, to: period.to }, billedFrom: period.from }),
    identifiers: eventIdentifiers(customer),
    usageFilters: contract.terms.usageFilters,
    measures: measuresOf(rated.products),
    pieces: new Map([...wholePieces(parts), ...piecesOfDrawn(parts.steps)]),
    unrated: unratedUsage(rated),
  }
}

/** Of versions that one metric measures together. */
function unratedUsage({ unratedOf }: RatedContract): UnratedUsage[] {
  const found = new Map<string, UnratedUsage>()
  for (const { product, version, pricingGroupValues, quantity } of unratedOf()) {
    const { name: productName, metric } = product.versions[version] ?? {}
    if (productName === undefined || metric == null) throw new Error(`product ${product.id} is not metered`)
    const key = JSON.stringify([product.id, metric.id, groupValuesText(pricingGroupValues)])
    const sum = quantity.plus(found.get(key)?.quantity ?? ZERO)
    const of = { productId: product.id, productName, metricId: metric.id, pricingGroupValues }
    found.set(key, { ...of, quantity: sum })
  }
  return [...found.values()].filter(({ quantity }) => !quantity.isZero())
}

type Products = RatedContract['products']
const measuresByProducts = new WeakMap<Products, UsageBasis['measures']>()

/** The same for all contracts that are billed for the same products. */
function measuresOf(products: Products): UsageBasis['measures'] {
  const measures =
    measuresByProducts.get(products) ??
    Object.fromEntries(products.map(({ id, versions }) => [id, versions.flatMap(measureOf)]))
  measuresByProducts.set(products, measures)
  return measures
}

function measureOf(version: Products[number]['versions'][number]): UsageMeasure[] {
  const { metric, period } = version
  const { quantityConversion, quantityRounding, pricingGroupKey, presentationGroupKey } = version
  if (metric === null) return []
  const isAtEnd = isAtLastInstant(version)
  return [
    {
      metricId: metric.id,
      period,
      conversion: quantityConversion,
      rounding: quantityRounding,
      pricingGroupKey,
      presentationGroupKey,
      isAtEnd,
      ...(isAtEnd ? { isOfOwnTime: true } : {}),
    },
  ]
}

/** Those of listed lines; where one is covered, others are on the invoice in its place. */
function wholePieces({ rated, listed, shown }: BasisParts): [string, QuantityPiece[]][] {
  const shownIds = new Set(shown.map(({ id }) => id))
  return rated.usageOf().flatMap(({ line }, index): [string, QuantityPiece[]][] => {
    const id = listed[index]?.id
    if (id === undefined) throw new Error(`a line of ${line.total.toFixed()} is not listed`)
    return shownIds.has(id) ? [[id, [wholePiece(line)]]] : []
  })
}

function piecesOfDrawn(steps: readonly DrawnStep<ChargeStep>[]): [string, QuantityPiece[]][] {
  const usage = steps.filter(({ step }) => step.line.kind === 'USAGE')
  return [...Map.groupBy(usage, ({ step }) => step.line)].flatMap(([line, own]) => {
    const [first] = own
    const [part] = first?.parts ?? []
    const period = part === undefined ? null : line.lineOf(part).period
    if (period === null) return []
    const inOrder = own.toSorted((a, b) => a.step.at - b.step.at)
    return [...drawnPieces(inOrder.map(positionStep(line)), period)]
  })
}

function positionStep(line: ChargeLine) {
  return ({ step: { at, from, to }, parts }: DrawnStep<ChargeStep>) => ({
    at,
    from,
    to,
    parts: parts.map((part) => ({
      lineId: drawnLineId(line, part),
      quantity: part.quantity,
      tier: part.tier,
    })),
  })
}
