import type { Metronome } from '@metronome/sdk'

export const USD_CENTS = { id: '2714e483-4ff1-48e4-9e25-ac732e8f24f2', name: 'USD (cents)' }

/** A customer, a FIXED product, and a card with seats at 20 dollars a month, which packages are made of. */
export async function openPackagedProducts(service: { readonly sandbox: Metronome }) {
  const { customers, contracts } = service.sandbox.v1
  const customerId = (await customers.create({ name: 'Acme' })).data.id
  const setupId = (await contracts.products.create({ name: 'Setup', type: 'FIXED' })).data.id
  const seatsId = (await contracts.products.create({ name: 'Seats', type: 'SUBSCRIPTION' })).data.id
  const cardId = (await contracts.rateCards.create({ name: 'List' })).data.id
  await contracts.rateCards.rates.add({
    rate_card_id: cardId,
    product_id: seatsId,
    rate_type: 'FLAT',
    price: 2000,
    billing_frequency: 'MONTHLY',
    starting_at: '2024-01-01T00:00:00Z',
    entitled: true,
  })
  return { customerId, setupId, seatsId, cardId }
}
