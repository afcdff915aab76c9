import { describe, expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { editContract } from '../contracts/edit.ts'
import { getContract } from '../contracts/get.ts'
import { voidInvoice } from '../invoices/void.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { newRecurring } from '../testing/balances.ts'
import { newEdit, newSubscription, openDealDesk } from '../testing/contract-terms.ts'
import { addInvoice } from '../testing/invoices.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { addManualLedgerEntry } from './add-ledger-entry.ts'
import { findBalancesOfContracts } from './of-contracts.ts'
import { rolledOverId, rolledOverSegmentId } from './rolled-over.ts'

const AUGUST = '2024-08-01T00:00:00Z'

/** Ten seats that share 10 each in August, of which the usage invoice of August drew 60. */
async function openSeats(rolloverFraction: Decimal | null = null) {
  const { scope, customer, seats, setup, sign } = await openDealDesk()
  const recurring = newRecurring(setup.id, {
    rolloverFraction,
    accessAmount: { unitPrice: new Decimal(10), quantity: null, creditTypeId: USD_CENTS_ID },
    subscription: { subscriptionId: 'seats', allocation: 'POOLED', isSeatIncreaseProrated: false },
  })
  const contract = await sign({
    subscriptions: [newSubscription(seats.id, { temporaryId: 'seats' })],
    recurringCredits: [recurring],
  })
  const [subscription] = contract.terms.subscriptions
  const [child] = await findBalancesOfContracts(scope, [contract], scope.clock.now())
  const [segment] = child?.terms.access.segments ?? []
  if (!subscription || !child || !segment) throw new Error('there is no credit for the seats')
  expect(segment.amount).toEqual(new Decimal(100))
  const invoiceId = await addInvoice(scope, contract, {
    period: { from: at(AUGUST), to: at('2024-09-01T00:00:00Z') },
    draws: [{ balanceId: child.id, segmentId: segment.id, amount: 60 }],
  })
  const ref = { customerId: customer.id, contractId: contract.id }
  const { id } = subscription
  const setQuantity = (quantity: number, startingAt: string) => {
    const quantityUpdates = [
      { startingAt: at(startingAt), quantity: new Decimal(quantity), quantityDelta: null },
    ]
    const update = { id, seatGroupKey: null, quantityUpdates, seatUpdates: [] }
    return editContract(scope, ref, newEdit({ changes: { subscriptionUpdates: [update] } }))
  }
  const draw = (amount: number, segmentId: string) =>
    addInvoice(scope, contract, { draws: [{ balanceId: child.id, segmentId, amount }] })
  const drawMore = (amount: number) => draw(amount, segment.id)
  /** Renews the contract, and has an invoice of the renewal draw on what is carried over. */
  const drawCarried = async (amount: number) => {
    const transition = { fromContractId: contract.id, isTrueupRemoved: false }
    const renewal = await sign({ startingAt: at('2024-09-01T00:00:00Z'), transition })
    const ids = {
      balanceId: rolledOverId(child.id, renewal.id),
      segmentId: rolledOverSegmentId(segment.id, renewal.id),
    }
    return addInvoice(scope, renewal, { draws: [{ ...ids, amount }] })
  }
  return { scope, ref, child, invoiceId, setQuantity, draw, drawMore, drawCarried }
}

describe('what was drawn of what seats were granted', () => {
  it('is not taken back by fewer seats since then', async () => {
    const { scope, ref, child, setQuantity } = await openSeats()
    const before = await getContract(scope, ref)
    // Five would have 50.
    const { message } = await refusalOf(setQuantity(5, AUGUST))
    expect(message).toBe(
      `update_subscriptions.0: would leave 50 of ${child.id}, of which finalized invoices have drawn 60`,
    )
    expect(await getContract(scope, ref)).toEqual(before)
    await setQuantity(6, AUGUST)
  })

  it('may be what was added by hand, and is no reason against more seats, or what leaves it as it is', async () => {
    const { scope, ref, child, setQuantity, drawMore } = await openSeats()
    const [segment] = child.terms.access.segments
    const entry = { ...ref, balanceId: child.id, segmentId: segment?.id ?? '', effectiveAt: null }
    await addManualLedgerEntry(scope, { ...entry, amount: new Decimal(20), reason: 'goodwill' })
    // 40, and the 20 added.
    await setQuantity(4, AUGUST)
    await drawMore(30)
    // 90 were drawn of 50 and 20.
    await setQuantity(5, AUGUST)
    await setQuantity(3, '2024-09-01T00:00:00Z')
  })

  it('is not what was added by hand to an increase that goes', async () => {
    const { scope, ref, child, setQuantity, draw } = await openSeats()
    await setQuantity(12, '2024-08-10T00:00:00Z')
    const balances = await findBalancesOfContracts(scope, [await getContract(scope, ref)], scope.clock.now())
    const segmentId = balances[0]?.terms.access.segments[1]?.id ?? ''
    const entry = { ...ref, balanceId: child.id, segmentId, effectiveAt: null }
    await addManualLedgerEntry(scope, { ...entry, amount: new Decimal(30), reason: 'goodwill' })
    await draw(25, segmentId)
    await expect(setQuantity(10, '2024-08-10T00:00:00Z')).rejects.toThrow(
      `would leave 0 of ${child.id}, of which finalized invoices have drawn 25`,
    )
    await setQuantity(11, '2024-08-10T00:00:00Z')
  })

  it('counts what a renewal drew of what was carried over to it', async () => {
    const { scope, child, setQuantity, drawCarried } = await openSeats(new Decimal('0.4'))
    const carriedInvoiceId = await drawCarried(30)
    const because = `of which finalized invoices have drawn 60, and 30 of what it left to a renewal`
    // Eight have 80, and would leave 20 of them.
    await expect(setQuantity(8, AUGUST)).rejects.toThrow(`would leave 80 of ${child.id}, ${because}`)
    await setQuantity(9, AUGUST)
    await voidInvoice(scope, carriedInvoiceId)
    await setQuantity(8, AUGUST)
  })

  it('is carried over from where it was granted, and no reason against an increase that goes', async () => {
    const { setQuantity, drawCarried } = await openSeats(new Decimal(1))
    await setQuantity(12, '2024-08-10T00:00:00Z')
    await drawCarried(30)
    await expect(setQuantity(10, '2024-08-10T00:00:00Z')).resolves.toBeDefined()
  })

  it('is carried over up to the fraction, which holds where much is left, too', async () => {
    const { scope, child, invoiceId, setQuantity, drawCarried } = await openSeats(new Decimal('0.4'))
    await voidInvoice(scope, invoiceId)
    await drawCarried(30)
    await expect(setQuantity(7, AUGUST)).rejects.toThrow(`would leave 70 of ${child.id}`)
    await setQuantity(8, AUGUST)
  })

  it('is no reason against fewer seats later, or once the invoice is voided', async () => {
    const { scope, invoiceId, setQuantity } = await openSeats()
    await setQuantity(1, '2024-09-01T00:00:00Z')
    await voidInvoice(scope, invoiceId)
    await setQuantity(1, AUGUST)
  })
})
