import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { archiveContract } from '../contracts/archive.ts'
import { archiveCustomer } from '../customers/archive.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { createPricingUnit } from '../pricing-units/create.ts'
import { addCustomerBalance, newCommit, newCredit, newSegment, ofCustomer } from '../testing/balances.ts'
import { openDealDesk } from '../testing/contract-terms.ts'
import { addContract, addCustomer, addRateCard } from '../testing/fixtures.ts'
import { refusalOf } from '../testing/refusal.ts'
import { createCustomerBalance, type NewCustomerBalance } from './create.ts'
import { findBalances } from './find.ts'

async function openAccount() {
  const desk = await openDealDesk()
  const { scope, customer, setup } = desk
  const contract = await desk.sign()
  const create = (changes: Partial<NewCustomerBalance> = {}) =>
    createCustomerBalance(scope, ofCustomer(customer.id, newCommit(setup.id), changes))
  const found = () => findBalances(scope, customer.id)
  return { ...desk, contract, create, found }
}

test('a customer has a commit of its own, for some contracts, billed with one', async () => {
  const { customer, contract, create, found } = await openAccount()
  const id = await create({
    uniquenessKey: 'order-17',
    invoiceContractId: contract.id,
    applicableContractIds: [contract.id],
    priority: new Decimal(100),
    salesforceOpportunityId: '006A',
  })
  expect(await found()).toMatchObject([
    {
      id,
      customerId: customer.id,
      contractId: null,
      type: 'PREPAID',
      uniquenessKey: 'order-17',
      versions: [{ kind: 'CREATE', contractVersionId: null }],
      terms: {
        priority: new Decimal(100),
        invoiceContractId: contract.id,
        applicableContractIds: [contract.id],
        salesforceOpportunityId: '006A',
        access: { creditTypeId: USD_CENTS_ID },
      },
    },
  ])
})

describe('a commit of a customer needs the contract that bills it', () => {
  test('where it is billed', async () => {
    const { create, found } = await openAccount()
    const refusal = await refusalOf(create())
    expect(refusal).toMatchObject({
      kind: 'invalid',
      message:
        'invoice_contract_id: is required, unless there is no invoice_schedule or it has do_not_invoice',
    })
    expect(await found()).toEqual([])
  })

  test('and not where it is free, or billed elsewhere', async () => {
    const { setup, create, found } = await openAccount()
    const { invoice } = newCommit(setup.id)
    await create({ invoice: null })
    if (invoice === null) throw new Error('a commit is billed where a test does not say otherwise')
    await create({ invoice: { ...invoice, doNotInvoice: true } })
    expect((await found()).map(({ terms }) => terms.invoice?.doNotInvoice)).toEqual([undefined, true])
  })
})

describe('a commit of a customer is refused', () => {
  test('for contracts that are another’s, or archived', async () => {
    const { scope, customer, contract, create, found } = await openAccount()
    const other = await addContract(scope, (await addCustomer(scope, 'Other')).id)
    const refused = async (changes: Partial<NewCustomerBalance>) => (await refusalOf(create(changes))).message
    expect(await refused({ invoiceContractId: other.id })).toBe(
      `invoice_contract_id: contract ${other.id} was not found`,
    )
    expect(await refused({ invoice: null, applicableContractIds: [contract.id, other.id] })).toBe(
      `applicable_contract_ids.1: contract ${other.id} was not found`,
    )
    await archiveContract(scope, { customerId: customer.id, contractId: contract.id })
    expect(await refused({ invoiceContractId: contract.id })).toBe(
      `invoice_contract_id: contract ${contract.id} is archived`,
    )
    expect(await found()).toEqual([])
  })

  test('for a customer that is unknown or archived', async () => {
    const { scope, customer, create } = await openAccount()
    const unknown = await refusalOf(create({ customerId: 'nobody' }))
    expect(unknown).toMatchObject({
      kind: 'not_found',
      message: 'customer_id: customer nobody was not found',
    })
    await archiveCustomer(scope, customer.id)
    expect((await refusalOf(create())).message).toBe(`customer_id: customer ${customer.id} is archived`)
  })

  test('in a unit that there is not', async () => {
    const { create } = await openAccount()
    const segments = [newSegment('2024-08-01', '2024-09-01')]
    const refusal = await refusalOf(create({ invoice: null, access: { creditTypeId: 'points', segments } }))
    expect(refusal).toMatchObject({
      kind: 'not_found',
      message: 'access_schedule.credit_type_id: pricing unit points was not found',
    })
  })
})

test('a credit of a customer may be in any unit, and a commit is billed in its contract’s currency', async () => {
  const { scope, customer, setup, found } = await openAccount()
  const points = await createPricingUnit(scope, 'Points')
  const segments = [newSegment('2024-08-01', '2024-09-01')]
  const credit = newCredit(setup.id, { access: { creditTypeId: points.id, segments } })
  await createCustomerBalance(scope, ofCustomer(customer.id, credit))
  expect((await found())[0]?.terms.access.creditTypeId).toBe(points.id)

  const euros = await eurosOf(scope)
  const card = await addRateCard(scope, { currencyId: euros })
  const contract = await addContract(scope, customer.id, { rateCardId: card.id })
  const commit = ofCustomer(customer.id, newCommit(setup.id), { invoiceContractId: contract.id })
  const { terms } = await addCustomerBalance(scope, commit)
  expect([terms.access.creditTypeId, terms.invoice?.creditTypeId]).toEqual([euros, euros])
})

test('a uniqueness key is used once, by commits and credits of all customers together', async () => {
  const { scope, setup, create } = await openAccount()
  const id = await create({ uniquenessKey: 'order-17', invoice: null })
  const other = await addCustomer(scope, 'Other')
  const credit = ofCustomer(other.id, newCredit(setup.id), { uniquenessKey: 'order-17' })
  expect(await refusalOf(createCustomerBalance(scope, credit))).toMatchObject({
    kind: 'conflict',
    message: 'uniqueness_key: this uniqueness key has already been used',
    details: { conflicting_id: id },
  })
  expect(await findBalances(scope, other.id)).toEqual([])
})

async function eurosOf({ catalog }: Awaited<ReturnType<typeof openAccount>>['scope']): Promise<string> {
  const row = await catalog
    .selectFrom('pricing_units')
    .select('id')
    .where('name', 'like', 'EUR%')
    .executeTakeFirstOrThrow()
  return row.id
}
