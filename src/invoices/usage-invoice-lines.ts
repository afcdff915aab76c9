import type { TimeRange } from '../kernel/window.ts'
import type { UnitConversion } from '../rating/convert-units.ts'
import type { Application } from '../rating/drawdown/draw-down.ts'
import { isCounted } from './applied-lines.ts'
import { compositeLines, type RatedComposite } from './composite-lines.ts'
import { unitConversions } from './contract-currency.ts'
import { readSpend } from './contract-spend.ts'
import { conversionLines } from './conversion-lines.ts'
import { drawCharges } from './draw-charges.ts'
import { compositeDrawSteps, subscriptionDrawSteps, usageDrawSteps } from './draw-steps.ts'
import type { Draws } from './draws.ts'
import { hoursWithin } from './hours.ts'
import type { InvoiceHead, InvoiceLine } from './invoice.ts'
import { compositeLine, subscriptionLine, usageLine } from './lines.ts'
import { rateContract, type RatedContract } from './rate-contract.ts'
import { itemLines } from './scheduled-invoice-lines.ts'
import type { InvoiceScope } from './scope.ts'
import { contractCharges, type ContractCharge } from './subscription-lines.ts'
import { findUnits } from './units.ts'

/** The lines of an invoice, and what was drawn for them. */
export interface ComputedLines {
  lines: InvoiceLine[]
  applications: readonly Application[]
}

/**
 * The lines of a usage invoice: what the card prices, in the card's order and split by what commits and credits cover,
 * then what is scheduled for its end, what was drawn, and what custom units come to.
 * @throws where the warehouse fails; a failed computation is never a zero (semantics 33).
 */
export async function usageInvoiceLines(
  scope: InvoiceScope,
  head: InvoiceHead,
  period: TimeRange,
  draws: Draws,
): Promise<ComputedLines> {
  const { customer, contract } = head
  const cuts = draws.balances.length === 0 ? [] : hoursWithin(period)
  const rated = await rateContract(scope, customer, contract, period, cuts)
  const charges = (await contractCharges(scope, contract, () => period)).filter(
    ({ charge }) => charge.placement === 'USAGE_INVOICE',
  )
  const conversions = await unitConversions(scope, contract)
  const unitOf = await findUnits(scope, creditTypes(head, rated, charges))
  const composed = await composites(scope, head, period, rated, charges, conversions)
  const listLines = inCardOrder(rated, [
    ...rated.usage.map((usage) => usageLine(head, usage, unitOf)),
    ...charges.map((charge) => subscriptionLine(head, charge, unitOf)),
    ...composed.map(({ product, line }) => compositeLine(head, product.product, line, head.currency)),
  ])
  const stepsOf = () => [
    ...usageDrawSteps(head, rated, unitOf),
    ...subscriptionDrawSteps(head, charges, unitOf),
    ...compositeDrawSteps(head, composed),
  ]
  const drawn = drawCharges(head, period, listLines, stepsOf, draws, unitOf)
  const lines = [...inCardOrder(rated, drawn.lines), ...(await itemLines(scope, head)), ...drawn.applied]
  const converted = conversionLines(head, lines.filter(isCounted), conversions)
  return { lines: [...lines, ...converted], applications: drawn.applications }
}

async function composites(
  scope: InvoiceScope,
  head: InvoiceHead,
  period: TimeRange,
  rated: RatedContract,
  charges: readonly ContractCharge[],
  conversions: readonly UnitConversion[],
): Promise<RatedComposite[]> {
  const products = rated.products.filter(({ product }) => product.type === 'COMPOSITE')
  if (products.length === 0) return []
  const spend = await readSpend(scope, head, period, { rated, charges, conversions }, products)
  return compositeLines(products, spend)
}

function creditTypes(
  { currency }: InvoiceHead,
  { usage }: RatedContract,
  charges: readonly ContractCharge[],
): string[] {
  return [
    currency.id,
    ...usage.map(({ line }) => line.creditTypeId),
    ...charges.map(({ charge }) => charge.creditTypeId),
  ]
}

/** Lines by the place of their product on the card; those of one product stay as they are. */
function inCardOrder({ products }: RatedContract, lines: readonly InvoiceLine[]): InvoiceLine[] {
  const places = new Map(products.map(({ id }, place) => [id, place]))
  const placeOf = ({ product }: InvoiceLine) => places.get(product?.id ?? '') ?? products.length
  return lines.toSorted((a, b) => placeOf(a) - placeOf(b))
}
