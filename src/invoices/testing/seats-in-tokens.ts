import { createPricingUnit } from '../../catalog/pricing-units/create.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import { newSubscription, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { addProduct, addRateCard, flatPrice, newRate } from '../../catalog/testing/fixtures.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { unmeteredScope } from './unmetered-scope.ts'

/** A desk whose card has ten seats of August at 3 tokens each, of 25 cents, on an invoice of their own. */
export async function openSeatsInTokens() {
  const desk = await openDealDesk()
  const scope = unmeteredScope(desk.scope)
  const tokens = await createPricingUnit(scope, 'Tokens')
  const seats = await addProduct(scope, { type: 'SUBSCRIPTION' })
  const conversions = [{ customCreditTypeId: tokens.id, fiatPerCustomCredit: new Decimal(25) }]
  const card = await addRateCard(scope, { conversions })
  const price = { billingFrequency: 'MONTHLY', price: flatPrice(3), creditTypeId: tokens.id } as const
  await addRates(scope, card.id, [newRate(seats.id, price)])
  const sign = (terms: Parameters<typeof desk.sign>[0] = {}) =>
    desk.sign({
      rateCardId: card.id,
      subscriptions: [newSubscription(seats.id, { invoicePlacement: 'ON_SCHEDULED_INVOICE' })],
      ...terms,
    })
  return { scope, customer: desk.customer, setup: desk.setup, tokens, sign }
}
