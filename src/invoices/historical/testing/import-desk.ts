import { USD_CENTS_ID } from '../../../catalog/pricing-units/get.ts'
import { addRates } from '../../../catalog/rates/add-many.ts'
import { openDealDesk } from '../../../catalog/testing/contract-terms.ts'
import { addProduct, newRate } from '../../../catalog/testing/fixtures.ts'
import { at } from '../../../catalog/testing/memory-catalog.ts'
import { refusalOf } from '../../../catalog/testing/refusal.ts'
import { Decimal } from '../../../kernel/decimal.ts'
import { formatInstant } from '../../../kernel/instant.ts'
import type { TimeRange } from '../../../kernel/window.ts'
import { draftHeads } from '../../heads/draft-heads.ts'
import { createHistoricalInvoices } from '../create.ts'
import type { HistoricalUsage, NewHistoricalInvoice } from '../historical-usage.ts'

/** Days of August 2024, from 1 on; it is the 15th. */
export const august = (from: number, to: number): TimeRange => ({
  from: at('2024-08-01T00:00:00Z') + (from - 1) * 86_400_000,
  to: at('2024-08-01T00:00:00Z') + (to - 1) * 86_400_000,
})
export const TEN_DAYS = august(1, 11)

export const subtotal = (period: TimeRange, quantity: number | string) => ({
  period,
  quantity: new Decimal(quantity),
})

/** Requests at 5, storage at 5 in the region eu, and `steps` at 10 for the first hundred and 4 after. */
export async function openImportDesk() {
  const desk = await openDealDesk()
  const { scope, customer, card, requests } = desk
  const steps = await addProduct(scope, { name: 'Steps' })
  const tiers = [
    { size: new Decimal(100), price: new Decimal(10) },
    { size: null, price: new Decimal(4) },
  ]
  await addRates(scope, card.id, [newRate(steps.id, { price: { rateType: 'TIERED', tiers } })])
  const contract = await desk.sign({ customFields: { deal: 'D-1' } })
  const usage = (quantity: number | null, changes: Partial<HistoricalUsage> = {}): HistoricalUsage => ({
    productId: requests.id,
    period: TEN_DAYS,
    quantity: quantity === null ? null : new Decimal(quantity),
    pricingGroupValues: {},
    presentationGroupValues: {},
    subtotals: [],
    ...changes,
  })
  const invoice = (
    given: readonly HistoricalUsage[],
    changes: Partial<NewHistoricalInvoice> = {},
  ): NewHistoricalInvoice => ({
    customerId: customer.id,
    contractId: contract.id,
    creditTypeId: USD_CENTS_ID,
    period: TEN_DAYS,
    issuedAt: at('2024-08-12T00:00:00Z'),
    breakdownGranularity: null,
    usage: given,
    billableStatus: null,
    customFields: {},
    ...changes,
  })
  const create = (...given: NewHistoricalInvoice[]) => createHistoricalInvoices(scope, given, false)
  const refusal = async (...given: NewHistoricalInvoice[]) => (await refusalOf(create(...given))).message
  /** The periods of the usage drafts, by day. */
  const drafts = async () =>
    (await draftHeads(scope, customer.id)).map(({ period }) =>
      [period?.from ?? 0, period?.to ?? 0].map((instant) => formatInstant(instant).slice(5, 10)),
    )
  return { ...desk, contract, steps, usage, invoice, create, refusal, drafts }
}
