import type { BillingScope } from './scope.ts'
import { readsOf } from './reads.ts'
import type { Metric } from '../catalog/billable-metrics/rows.ts'
import type { ContractTerms } from '../catalog/contracts/terms.ts'
import type { Product, ProductVersion } from '../catalog/products/rows.ts'
import { versionsWithin } from '../catalog/products/versions-within.ts'
import type { CatalogRate } from '../catalog/rates/rows.ts'
import type { TimeRange } from '../kernel/window.ts'
import { overwriteTargets } from '../rating/overwrite-targets.ts'

/** A state of a product, and the part of a billing period in which it holds. */
export interface BilledVersion extends ProductVersion {
  period: TimeRange
  /** What measures it; null for what is no usage. */
  metric: Metric | null
}

/** A product that a contract prices within a period, or at another time. */
export interface BilledProduct {
  id: string
  product: Product
  /** In order of time; those of which all is incurred at one instant are one. */
  versions: BilledVersion[]
  /** Those of the period. */
  rates: CatalogRate[]
}

/**
 * The products that a contract prices at any time in a period, by its card or by an overwrite, in the order of the card; those
 * that are not on it come last. Usage products that it prices at another time alone are among them, as what is used of them is
 * unrated (semantics 29), unless they are archived.
 */
export async function findBilledProducts(
  scope: BillingScope,
  { rateCardId, overrides }: Pick<ContractTerms, 'rateCardId' | 'overrides'>,
  period: TimeRange,
): Promise<readonly BilledProduct[]> {
  if (rateCardId === null) return []
  const overwritten = overwrittenWithin(overrides, period)
  const { ids, otherIds } = overwritten
  const key = JSON.stringify(['billed products', rateCardId, period.from, period.to, ids, otherIds])
  return readsOf(scope).derived(key, async () =>
    (await readBilledProducts(scope, rateCardId, overwritten, period)).map((product) => ({
      ...product,
      versions: joinServicePeriods(product.versions),
    })),
  )
}

/**
 * The same, with each version by itself: usage that is imported was measured elsewhere, and is of the version of the time that
 * it is given for, also where a metric would count at the last instant.
 */
export async function findGivenProducts(
  scope: BillingScope,
  { rateCardId, overrides }: Pick<ContractTerms, 'rateCardId' | 'overrides'>,
  period: TimeRange,
): Promise<readonly BilledProduct[]> {
  if (rateCardId === null) return []
  return readBilledProducts(scope, rateCardId, overwrittenWithin(overrides, period), period)
}

/** The products that overrides give a price of their own, each once. */
function targetIds(overrides: ContractTerms['overrides']): string[] {
  return [...new Set(overrides.flatMap(overwriteTargets).map(({ productId }) => productId))].sort()
}

/** The products that are overwritten within a period, and at other times. */
interface Overwritten {
  ids: readonly string[]
  otherIds: readonly string[]
}

function overwrittenWithin(overrides: ContractTerms['overrides'], period: TimeRange): Overwritten {
  return {
    ids: targetIds(overrides.filter((one) => isWithin(one, period))),
    otherIds: targetIds(overrides.filter((one) => !isWithin(one, period))),
  }
}

async function readBilledProducts(
  scope: BillingScope,
  rateCardId: string,
  { ids, otherIds }: Overwritten,
  period: TimeRange,
): Promise<BilledProduct[]> {
  const reads = readsOf(scope)
  const rates = await reads.ratesOfCard(rateCardId)
  const ratesOf = Map.groupBy(
    rates.filter((rate) => isWithin(rate, period)),
    ({ productId }) => productId,
  )
  const priced = new Set([...ratesOf.keys(), ...ids])
  const known = await reads.products([
    ...new Set([...priced, ...rates.map(({ productId }) => productId), ...otherIds]),
  ])
  const products = known.filter(
    ({ id, type, archivedAt }) => priced.has(id) || (type === 'USAGE' && archivedAt === null),
  )
  const versionsOf = new Map(products.map((product) => [product, versionsWithin(product, period)]))
  const metrics = await reads.metrics(metricIds([...versionsOf.values()].flat()))
  const metricOf = new Map(metrics.map((metric) => [metric.id, metric]))
  const order = await reads.productOrder(rateCardId)
  const place = ({ id }: BilledProduct) => order.get(id) ?? Infinity
  return products
    .map((product) => ({
      id: product.id,
      product,
      versions: (versionsOf.get(product) ?? []).map((version) => ({
        ...version,
        metric: version.billableMetricId === null ? null : requireMetric(metricOf, version.billableMetricId),
      })),
      rates: ratesOf.get(product.id) ?? [],
    }))
    .sort((a, b) => (place(a) === place(b) ? a.product.seq - b.product.seq : place(a) - place(b)))
}

/** Whether all that a version measures is incurred at the last instant of its time (semantics 19, SERVICE_PERIOD). */
export function isAtLastInstant({
  metric,
  sqlBreakdownGranularity,
}: Pick<BilledVersion, 'metric' | 'sqlBreakdownGranularity'>): boolean {
  return metric?.definition.kind === 'sql' && sqlBreakdownGranularity !== 'HOUR'
}

/**
 * Joins versions that follow each other with the same metric of which all counts at the last instant: as one, they are what the
 * last of them is. So a new name does not move a charge to the instant of the change.
 */
function joinServicePeriods(versions: readonly BilledVersion[]): BilledVersion[] {
  const joined: BilledVersion[] = []
  for (const version of versions) {
    const before = joined.at(-1)
    const isOne =
      before?.metric?.id === version.metric?.id &&
      [before, version].every((one) => one !== undefined && isAtLastInstant(one))
    if (before === undefined || !isOne) joined.push(version)
    else joined.splice(-1, 1, { ...version, period: { from: before.period.from, to: version.period.to } })
  }
  return joined
}

function isWithin(
  { startingAt, endingBefore }: Pick<CatalogRate, 'startingAt' | 'endingBefore'>,
  period: TimeRange,
): boolean {
  return startingAt < period.to && (endingBefore === null || period.from < endingBefore)
}

function metricIds(versions: readonly ProductVersion[]): string[] {
  return [...new Set(versions.map(({ billableMetricId }) => billableMetricId).filter((id) => id !== null))]
}

function requireMetric(metrics: ReadonlyMap<string, Metric>, id: string): Metric {
  const metric = metrics.get(id)
  if (metric === undefined) throw new Error(`there is no billable metric ${id}`)
  return metric
}
