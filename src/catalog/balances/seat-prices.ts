import { Decimal, ZERO, sumOf } from '../../kernel/decimal.ts'
import type { CatalogBalance } from './rows.ts'

const ONE = new Decimal(1)

/**
 * Takes what kept children cost off the price of the other children of their period, so that a period costs its price once.
 * A period has children of both sorts where each of its seats has a child.
 * @param children those that contracts make now.
 * @param kept those that contracts make no more, and that an earlier end left.
 */
export function lessKeptPrices(
  children: readonly CatalogBalance[],
  kept: readonly CatalogBalance[],
): CatalogBalance[] {
  const keptBy = new Map([...Map.groupBy(kept, periodOf)].map(([period, of]) => [period, sumOf(of, priceOf)]))
  return children.map((child) => {
    const { invoice } = child.terms
    const [item] = invoice?.items ?? []
    const period = periodOf(child)
    const taken = keptBy.get(period) ?? ZERO
    if (invoice === null || item === undefined || !taken.greaterThan(0)) return child
    const amount = Decimal.max(item.amount.minus(taken), ZERO)
    keptBy.set(period, Decimal.max(taken.minus(item.amount), ZERO))
    const items = [{ ...item, amount, unitPrice: amount, quantity: ONE }]
    return { ...child, terms: { ...child.terms, invoice: amount.isZero() ? null : { ...invoice, items } } }
  })
}

/**
 * The children with each invoice item on one of them alone. A seat that took the place of others is billed by the item of one
 * of these (`seatPayersOf`); the item stays with that one's child where it is kept, or was given another price by itself.
 * @param kept children that an earlier end left.
 */
export function eachItemOnce(
  children: readonly CatalogBalance[],
  kept: readonly CatalogBalance[],
): CatalogBalance[] {
  const isGiven = ({ versions }: CatalogBalance) =>
    versions.some(({ change }) => change.invoice !== undefined)
  const [given, others] = [children.filter(isGiven), children.filter((child) => !isGiven(child))]
  const holderOf = new Map<string, string>()
  for (const { id, terms } of [...kept, ...given, ...others]) {
    for (const item of terms.invoice?.items ?? []) if (!holderOf.has(item.id)) holderOf.set(item.id, id)
  }
  return children.map((child) => {
    const isHeld = child.terms.invoice?.items.some((item) => holderOf.get(item.id) !== child.id) ?? false
    return isHeld ? { ...child, terms: { ...child.terms, invoice: null } } : child
  })
}

/** The recurring commit, and when its period's price is due: at its start. */
function periodOf({ origin, terms: { invoice } }: CatalogBalance): string {
  return JSON.stringify([
    origin?.kind === 'RECURRING' ? origin.recurringId : null,
    invoice?.items[0]?.timestamp,
  ])
}

function priceOf({ terms: { invoice } }: CatalogBalance): Decimal {
  return sumOf(invoice?.items ?? [], ({ amount }) => amount)
}
