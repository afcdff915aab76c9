import { describe, expect, it } from 'vitest'
import { archiveContract } from '../../catalog/contracts/archive.ts'
import type { NewContract } from '../../catalog/contracts/create.ts'
import { createPricingUnit } from '../../catalog/pricing-units/create.ts'
import { listPricingUnits } from '../../catalog/pricing-units/list.ts'
import { scheduleProfessionalServiceInvoice } from '../../catalog/professional-services/schedule-invoice.ts'
import type { CatalogScope } from '../../catalog/scope.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import {
  newCharge,
  newItem,
  newOverride,
  newSubscription,
  openDealDesk,
} from '../../catalog/testing/contract-terms.ts'
import { addProduct, addRateCard, flatPrice, newRate } from '../../catalog/testing/fixtures.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { NO_DRAWS } from '../balances/draws.ts'
import type { InvoiceHead } from '../invoice.ts'
import { isDue } from '../life-cycle/is-due.ts'
import { professionalServiceLines } from './professional-service-lines.ts'
import { scheduledInvoiceLines } from './scheduled-invoice-lines.ts'

// The catalog's clock stands at noon on 15 August 2024.
const NOW = '2024-08-15T12:00:00Z'

/** A deal desk whose card has a custom unit, and a subscription of 3 of it a month. */
async function openDesk() {
  const desk = await openDealDesk()
  const { scope, customer } = desk
  const tokens = await createPricingUnit(scope, 'Tokens')
  const inTokens = await addProduct(scope, { type: 'SUBSCRIPTION' })
  const conversions = [{ customCreditTypeId: tokens.id, fiatPerCustomCredit: new Decimal(25) }]
  const card = await addRateCard(scope, { conversions })
  const monthly = { billingFrequency: 'MONTHLY' } as const
  await addRates(scope, card.id, [
    newRate(desk.seats.id, { ...monthly, price: flatPrice(20) }),
    newRate(desk.seats.id, { billingFrequency: 'ANNUAL', price: flatPrice(200) }),
    newRate(inTokens.id, { ...monthly, price: flatPrice(3), creditTypeId: tokens.id }),
  ])
  const sign = (terms: Partial<NewContract>) => desk.sign({ rateCardId: card.id, ...terms })

  /** Each scheduled draft: its date, its unit, and its lines' totals. */
  const drafts = async () => {
    const heads = (await draftHeads(scope, customer.id)).filter(({ type }) => type === 'SCHEDULED')
    const lines = await Promise.all(heads.map((head) => linesOf(scope, head)))
    return heads.map(({ issuedAt, currency }, index) => [
      formatInstant(issuedAt).slice(5, 10),
      currency.name,
      lines[index]?.map(({ total }) => total.toNumber()),
    ])
  }
  const headIds = async () => (await draftHeads(scope, customer.id)).map(({ id }) => id)
  return { ...desk, tokens, inTokens, sign, drafts, headIds }
}

/** The lines of a draft of a customer without commits and credits. */
const linesOf = async (scope: CatalogScope, head: InvoiceHead) =>
  (await scheduledInvoiceLines(scope, head, NO_DRAWS)).lines

const CENTS = 'USD (cents)'

describe('the drafts of what is charged on dates', () => {
  it('are those before now, of now and ahead', async () => {
    const { scope, customer, setup, sign } = await openDesk()
    const dates = ['2024-08-15T11:00:00Z', NOW, '2024-08-15T13:00:00Z']
    await sign({ scheduledCharges: [newCharge(setup.id, { items: dates.map((date) => newItem(date)) })] })
    const heads = (await draftHeads(scope, customer.id)).filter(({ type }) => type === 'SCHEDULED')
    expect(heads.map(({ issuedAt }) => issuedAt)).toEqual(dates.map(at))
    expect(heads.map((head) => isDue(head, at(NOW)))).toEqual([true, true, false])
  })

  it('are one for each date, in the currency of the card, which turns its units into it', async () => {
    const { setup, tokens, seats, inTokens, sign, drafts } = await openDesk()
    const invoicePlacement = 'ON_SCHEDULED_INVOICE'
    await sign({
      scheduledCharges: [newCharge(setup.id), newCharge(setup.id, { creditTypeId: tokens.id })],
      subscriptions: [
        newSubscription(seats.id, { invoicePlacement }),
        newSubscription(inTokens.id, { invoicePlacement }),
      ],
    })
    // Each month ten seats at 20, and ten at 3 tokens, 30 tokens at 25 cents: 750. On 1 September 1000 cents and 1000
    // tokens besides: 1030 tokens at 25 cents are 25,750.
    expect(await drafts()).toEqual([
      ['08-01', CENTS, [200, 30, 750]],
      ['09-01', CENTS, [1000, 1000, 200, 30, 25_750]],
    ])
  })

  it('are one for each currency of a date without a card, each with an id of its own', async () => {
    const { scope, setup, sign, drafts, headIds } = await openDesk()
    const euro = (await listPricingUnits(scope, { limit: 100 })).data.find(({ name }) => name === 'EUR')
    await sign({
      rateCardId: null,
      scheduledCharges: [newCharge(setup.id), newCharge(setup.id, { creditTypeId: euro?.id ?? '' })],
    })
    expect(await drafts()).toEqual([
      ['09-01', CENTS, [1000]],
      ['09-01', 'EUR', [1000]],
    ])
    const ids = await headIds()
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('leave subscriptions that go with usage to the usage invoice', async () => {
    const { setup, seats, sign, drafts } = await openDesk()
    await sign({
      scheduledCharges: [newCharge(setup.id)],
      subscriptions: [newSubscription(seats.id, { invoicePlacement: 'ON_USAGE_INVOICE' })],
    })
    // No usage invoice ends where the contract starts.
    expect(await drafts()).toEqual([
      ['08-01', CENTS, [200]],
      ['09-01', CENTS, [1000]],
    ])
  })

  it('leave charges at a period’s end to the usage invoice where the contract says so', async () => {
    const { setup, seats, sign, drafts } = await openDesk()
    await sign({
      scheduledChargesOnUsageInvoices: 'ALL',
      scheduledCharges: [newCharge(setup.id)],
      subscriptions: [newSubscription(seats.id, { invoicePlacement: 'ON_SCHEDULED_INVOICE' })],
    })
    expect(await drafts()).toEqual([
      ['08-01', CENTS, [200]],
      ['09-01', CENTS, [200]],
    ])
  })

  it('have a charge whose usage invoice is not made', async () => {
    const { setup, sign, drafts } = await openDesk()
    await sign({
      scheduledChargesOnUsageInvoices: 'ALL',
      scheduledCharges: [newCharge(setup.id)],
      usageStatementSchedule: {
        frequency: 'MONTHLY',
        day: 'FIRST_OF_MONTH',
        billingAnchorAt: null,
        invoiceGenerationStartingAt: at('2024-09-01T00:00:00Z'),
      },
    })
    expect(await drafts()).toEqual([['09-01', CENTS, [1000]]])
  })

  it('have what is charged in advance where the usage invoice up to then is not made', async () => {
    const { seats, sign, drafts } = await openDesk()
    await sign({
      subscriptions: [
        newSubscription(seats.id),
        newSubscription(seats.id, { collectionSchedule: 'ARREARS', initialQuantity: new Decimal(7) }),
      ],
      usageStatementSchedule: {
        frequency: 'MONTHLY',
        day: 'FIRST_OF_MONTH',
        billingAnchorAt: null,
        invoiceGenerationStartingAt: at('2024-09-01T00:00:00Z'),
      },
    })
    // Ten seats at 20, of August and of September; the seven of August in arrears were for time before.
    expect(await drafts()).toEqual([
      ['08-01', CENTS, [200]],
      ['09-01', CENTS, [200]],
    ])
  })

  it('have all charges where the contract has no card, and so no usage invoice', async () => {
    const { setup, sign, drafts, headIds } = await openDesk()
    await sign({
      rateCardId: null,
      scheduledChargesOnUsageInvoices: 'ALL',
      scheduledCharges: [newCharge(setup.id)],
    })
    expect(await drafts()).toEqual([['09-01', CENTS, [1000]]])
    expect(await headIds()).toHaveLength(1)
  })

  it('have a charge at the very start of the contract, which no usage invoice ends at', async () => {
    const { setup, sign, drafts } = await openDesk()
    await sign({
      startingAt: at('2024-09-01T00:00:00Z'),
      scheduledChargesOnUsageInvoices: 'ALL',
      scheduledCharges: [newCharge(setup.id)],
    })
    expect(await drafts()).toEqual([['09-01', CENTS, [1000]]])
  })

  it('are those of work that was asked for, each line with an id of its own', async () => {
    const { scope, customer, consulting, sign } = await openDesk()
    const service = { unitPrice: new Decimal(100), quantity: new Decimal(9), maxAmount: new Decimal(900) }
    const { id: contractId, terms } = await sign({
      professionalServices: [
        {
          ...service,
          productId: consulting.id,
          description: null,
          customFields: {},
          netsuiteSalesOrderId: null,
        },
      ],
    })
    const line = {
      professionalServiceId: terms.professionalServices[0]?.id ?? '',
      amendmentId: null,
      amount: new Decimal(70),
      unitPrice: null,
      quantity: null,
      metadata: null,
      netsuiteBillingStartAt: null,
      netsuiteBillingEndAt: null,
    }
    await scheduleProfessionalServiceInvoice(
      scope,
      { customerId: customer.id, contractId },
      { issuedAt: at('2024-08-16T00:00:00Z'), lines: [line, line] },
    )
    const [head] = (await draftHeads(scope, customer.id)).filter(({ type }) => type === 'SCHEDULED')
    const work = head?.professionalServices
    if (head === undefined || work === undefined || work === null) throw new Error('there is no draft')
    const ids = (await professionalServiceLines(scope, head, work)).map(({ id }) => id)
    expect(new Set(ids).size).toBe(2)
    expect(isDue(head, at('2024-08-16T00:00:00Z') - 1)).toBe(false)
    expect(isDue(head, at('2024-08-16T00:00:00Z'))).toBe(true)
  })

  it('are those of contracts that are not archived', async () => {
    const { scope, customer, setup, sign, drafts } = await openDesk()
    const { id: contractId } = await sign({ scheduledCharges: [newCharge(setup.id)] })
    await archiveContract(scope, { customerId: customer.id, contractId })
    expect(await drafts()).toEqual([])
  })
})

describe('a line of what is charged on a date', () => {
  it('has an id of its own for each item of a charge, and the price of a discount taken off', async () => {
    const { scope, customer, setup, sign } = await openDesk()
    const items = ['2024-09-01T00:00:00Z', '2024-09-01T00:00:00Z'].map((date) => newItem(date))
    await sign({
      scheduledCharges: [newCharge(setup.id, { items })],
      discounts: [newCharge(setup.id)],
    })
    const [, head] = await draftHeads(scope, customer.id)
    const lines = head === undefined ? [] : await linesOf(scope, head)
    expect(lines.map(({ unitPrice, total }) => [unitPrice.toNumber(), total.toNumber()])).toEqual([
      [1000, 1000],
      [1000, 1000],
      [-1000, -1000],
    ])
    expect(new Set(lines.map(({ id }) => id)).size).toBe(3)
  })

  it('is one for each tier of a subscription, under its own name and with its list price', async () => {
    const { scope, customer, seats, sign } = await openDesk()
    const tiers = [
      { size: new Decimal(4), multiplier: new Decimal(1) },
      { size: null, multiplier: new Decimal('0.5') },
    ]
    await sign({
      multiplierOverridePrioritization: 'EXPLICIT',
      overrides: [newOverride({ type: 'TIERED', tiers, priority: new Decimal(1), productId: seats.id })],
      subscriptions: [
        newSubscription(seats.id, { name: 'Team seats', invoicePlacement: 'ON_SCHEDULED_INVOICE' }),
      ],
    })
    const [, head] = await draftHeads(scope, customer.id)
    const lines = head === undefined ? [] : await linesOf(scope, head)
    // Ten seats at 20: four at the whole price, six at half of it.
    expect(lines.map(({ name, total, listPrice }) => [name, total.toNumber(), listPrice])).toEqual([
      ['Team seats', 80, flatPrice(20)],
      ['Team seats', 60, flatPrice(20)],
    ])
    expect(new Set(lines.map(({ id }) => id)).size).toBe(2)
  })
})
