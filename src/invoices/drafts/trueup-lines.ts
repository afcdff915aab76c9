import type { BillingScope } from '../scope.ts'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { Decimal } from '../../kernel/decimal.ts'
import { leftOf } from '../../rating/drawdown/balance.ts'
import { unitConversions } from '../contract-currency.ts'
import { conversionLines } from '../document/conversion-lines.ts'
import type { Draws } from '../balances/draws.ts'
import type { InvoiceHead, InvoiceLine } from '../invoice.ts'
import { trueupLine } from '../document/lines.ts'
import { findUnits } from '../units.ts'

/** What a true-up bills, and what it takes of its commit. */
export interface TrueupLines {
  lines: InvoiceLine[]
  applications: []
  /** Null where everything was drawn. */
  trueup: { balanceId: string; segmentId: string; amount: Decimal } | null
}

/**
 * The line that bills what was not drawn of a POSTPAID commit: all that is left, which it takes (reference section 6).
 * @param draws what is left after every other invoice.
 */
export async function trueupLines(
  scope: BillingScope,
  head: InvoiceHead,
  { id }: CatalogBalance,
  draws: Draws,
): Promise<TrueupLines> {
  const drawable = draws.drawable.get(id)
  const segment = drawable?.drawn.segments[0]
  if (drawable === undefined || segment === undefined)
    throw new Error(`there is nothing to draw of commit ${id}`)
  const shortfall = leftOf(draws.remaining, segment)
  const unitOf = await findUnits(scope, [drawable.drawn.creditTypeId])
  const line = trueupLine(head, drawable, shortfall, unitOf(drawable.drawn.creditTypeId))
  const converted = conversionLines(head, [line], await unitConversions(scope, head.contract))
  return {
    lines: [line, ...converted],
    applications: [],
    trueup: shortfall.isZero() ? null : { balanceId: id, segmentId: segment.id, amount: shortfall },
  }
}
