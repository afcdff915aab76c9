import { findInvoiceHeads } from '../../catalog/invoices/find-heads.ts'
import type { CatalogScope } from '../../catalog/scope.ts'
import { conflict } from '../../kernel/errors.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { rangesOverlap, rangesWithout, type TimeRange } from '../../kernel/window.ts'
import type { NewHistoricalInvoice } from './historical-usage.ts'

/**
 * Refuses to import for a part of the time of a voided invoice alone (docs/decisions/0016): nobody would bill the rest, as the
 * voided one can be made anew as a whole or not at all.
 * @param given all that is imported at once.
 * @throws Problem conflict, naming the field.
 */
export async function refusePartsOfVoided(
  scope: Pick<CatalogScope, 'catalog'>,
  given: readonly NewHistoricalInvoice[],
): Promise<void> {
  const customerIds = [...new Set(given.map(({ customerId }) => customerId))]
  const heads = await findInvoiceHeads(scope, customerIds)
  const live = heads.filter(({ isVoided }) => !isVoided)
  const liveIds = new Set(live.map(({ headId }) => headId))
  for (const [place, { contractId, period }] of given.entries()) {
    const ofContract = (some: readonly { contractId: string; period: TimeRange | null }[]) =>
      some.filter((one) => one.contractId === contractId).flatMap((one) => one.period ?? [])
    const billed = ofContract([...live, ...given])
    const voided = ofContract(heads.filter(({ headId }) => !liveIds.has(headId)))
    const cut = voided.find((one) => rangesOverlap(one, period) && rangesWithout(one, billed).length > 0)
    if (cut === undefined) continue
    const [from, to] = [formatInstant(cut.from), formatInstant(cut.to)]
    throw conflict(
      `invoices.${place}.inclusive_start_date: a voided invoice billed ${from} to ${to}; import all of that time in one request, or regenerate it`,
    )
  }
}
