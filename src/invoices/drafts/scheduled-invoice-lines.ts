import type { BillingScope } from '../scope.ts'
import { readsOf } from '../reads.ts'
import { isCounted } from '../document/applied-lines.ts'
import { unitConversions } from '../contract-currency.ts'
import { conversionLines } from '../document/conversion-lines.ts'
import { drawnCharges } from '../drawing/drawn-charges.ts'
import { drawDown } from '../../rating/drawdown/draw-down.ts'
import { subscriptionDrawSteps } from '../drawing/draw-steps.ts'
import type { Draws } from '../balances/draws.ts'
import type { InvoiceHead, InvoiceLine, ScheduledItem } from '../invoice.ts'
import { purchaseLine, scheduledLine, subscriptionLine } from '../document/lines.ts'
import { findUnits } from '../units.ts'
import type { ComputedLines } from './usage-invoice-lines.ts'

/**
 * The lines of an invoice for one date: what is charged and purchased then, what subscriptions charge, split by what
 * commits and credits cover (semantics 36), what was drawn, and what custom units come to.
 */
export async function scheduledInvoiceLines(
  scope: BillingScope,
  head: InvoiceHead,
  draws: Draws,
): Promise<ComputedLines> {
  const { charges, contract, currency } = head
  const creditTypeIds = charges.map(({ charge }) => charge.creditTypeId)
  const unitOf = await findUnits(scope, [currency.id, ...creditTypeIds])
  const listLines = charges.map((charge) => subscriptionLine(head, charge, unitOf))
  const drawdown =
    draws.balances.length === 0
      ? null
      : drawDown(subscriptionDrawSteps(head, charges, unitOf), draws.balances, draws.remaining, contract.id)
  const drawn = drawnCharges(head, null, listLines, drawdown, draws, unitOf)
  const lines = [...(await itemLines(scope, head)), ...drawn.lines, ...drawn.applied]
  const converted = conversionLines(head, lines.filter(isCounted), await unitConversions(scope, contract))
  return { lines: [...lines, ...converted], applications: drawn.applications }
}

/** The lines of an invoice's dated charges, discounts and purchases. */
export async function itemLines(scope: BillingScope, head: InvoiceHead): Promise<InvoiceLine[]> {
  const { items } = head
  if (items.length === 0) return []
  const products = await readsOf(scope).products([...new Set(items.map(({ productId }) => productId))])
  const unitOf = await findUnits(
    scope,
    items.map(({ creditTypeId }) => creditTypeId),
  )
  const lineOf = (scheduled: ScheduledItem) => {
    const product = products.find(({ id }) => id === scheduled.productId)
    if (product === undefined) throw new Error(`there is no product ${scheduled.productId}`)
    return scheduled.kind === 'PURCHASE'
      ? purchaseLine(head, scheduled, product, unitOf)
      : scheduledLine(head, scheduled, product, unitOf)
  }
  return items.map(lineOf)
}
