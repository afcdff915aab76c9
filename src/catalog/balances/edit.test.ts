import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { archiveContract } from '../contracts/archive.ts'
import { getContract } from '../contracts/get.ts'
import {
  accessUpdate,
  addCustomerBalance,
  newCommit,
  newCredit,
  newInvoice,
  newSegment,
  newUsageSpecifier,
  ofCustomer,
} from '../testing/balances.ts'
import { newItem, openDealDesk } from '../testing/contract-terms.ts'
import { addContract, addRateCard } from '../testing/fixtures.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import type { BalanceUpdate } from './balance-update.ts'
import { editBalance } from './edit.ts'
import { findAllBalances } from './find-all.ts'
import { findBalances } from './find.ts'
import type { NewBalance } from './new-balance.ts'
import type { CatalogBalance } from './rows.ts'

const AUGUST = '2024-08-01T00:00:00Z'
const SEPTEMBER = '2024-09-01T00:00:00Z'
const OCTOBER = '2024-10-01T00:00:00Z'

/** A contract with a commit, for two products by id, that is drawn in August and September and paid on 1 August. */
async function openCommit(changes: Partial<NewBalance> = {}) {
  const desk = await openDealDesk()
  const { scope, customer, requests, regional, setup } = desk
  const segments = [newSegment(AUGUST, SEPTEMBER), newSegment(SEPTEMBER, OCTOBER)]
  const commit = newCommit(setup.id, {
    name: 'Commit',
    priority: new Decimal(1),
    applicableProductIds: [requests.id, regional.id],
    access: { creditTypeId: null, segments },
    ...changes,
  })
  const contract = await desk.sign({ commits: [commit] })
  const now = async (): Promise<CatalogBalance> => {
    const [found] = await findBalances(scope, customer.id)
    if (found === undefined) throw new Error('the commit is gone')
    return found
  }
  const before = await now()
  const edit = async (update: BalanceUpdate) => {
    await editBalance(scope, { kind: 'commit', customerId: customer.id, id: before.id }, update)
    return (await now()).terms
  }
  return { ...desk, contract, before, now, edit }
}

describe('an edit', () => {
  test('changes what it names and leaves the rest', async () => {
    const { before, edit } = await openCommit()
    expect(await edit({ name: 'New', description: 'why', rateType: 'COMMIT_RATE', priority: null })).toEqual({
      ...before.terms,
      name: 'New',
      description: 'why',
      rateType: 'COMMIT_RATE',
      priority: null,
    })
  })

  test('is a version more, and one of the contract, and leaves what was said before', async () => {
    const { scope, customer, contract, before, now, edit } = await openCommit()
    scope.setNow(at('2024-08-16T00:00:00Z'))
    await edit({ name: 'New' })
    const { versions } = await now()
    const ref = { customerId: customer.id, contractId: contract.id }
    const contractVersions = (await getContract(scope, ref)).versions
    expect(versions).toMatchObject([
      { kind: 'CREATE', terms: before.terms },
      {
        kind: 'EDIT',
        change: { name: 'New' },
        contractVersionId: contractVersions[1]?.id,
        createdAt: at('2024-08-16T00:00:00Z'),
      },
    ])
    expect(contractVersions[1]).toMatchObject({ kind: 'EDIT', change: {}, terms: contract.terms })
  })

  test('changes, removes and adds segments, in that order', async () => {
    const { before, edit } = await openCommit()
    const [august, september] = before.terms.access.segments
    const { access } = await edit(
      accessUpdate({
        updates: [
          {
            id: september?.id ?? '',
            amount: new Decimal(700),
            startingAt: null,
            endingBefore: at('2024-09-15T00:00:00Z'),
          },
        ],
        removedIds: [august?.id ?? ''],
        added: [newSegment('2024-07-01T00:00:00Z', AUGUST, 5)],
      }),
    )
    expect(access.segments).toEqual([
      { id: expect.any(String) as string, ...newSegment('2024-07-01T00:00:00Z', AUGUST, 5) },
      { id: september?.id, ...newSegment(SEPTEMBER, '2024-09-15T00:00:00Z', 700) },
    ])
  })

  test('changes when and what is paid', async () => {
    const { before, edit } = await openCommit()
    const [item] = before.terms.invoice?.items ?? []
    const { invoice } = await edit({
      invoice: {
        addedItems: [newItem('2024-07-01T00:00:00Z', { amount: new Decimal(1) })],
        itemUpdates: [
          {
            id: item?.id ?? '',
            timestamp: at(OCTOBER),
            amount: null,
            unitPrice: null,
            quantity: new Decimal(3),
          },
        ],
        removedItemIds: [],
      },
    })
    // 3 times the 1,000 that the item was.
    expect(invoice?.items.map(({ timestamp, amount }) => [timestamp, amount])).toEqual([
      [at('2024-07-01T00:00:00Z'), new Decimal(1)],
      [at(OCTOBER), new Decimal(3000)],
    ])
  })

  test('has a free commit billed', async () => {
    const { edit } = await openCommit({ invoice: null })
    const added = { addedItems: [newItem(SEPTEMBER)], itemUpdates: [], removedItemIds: [] }
    expect(await edit({ invoice: added })).toMatchObject({
      invoice: { items: [{ amount: new Decimal(1000) }], doNotInvoice: false },
    })
  })

  test('replaces what it pays for, product by product or by specifiers', async () => {
    const { requests, regional, edit } = await openCommit()
    expect(await edit({ applicableProductIds: [regional.id] })).toMatchObject({
      applicableProductIds: [regional.id],
    })
    const specifiers = [newUsageSpecifier({ productId: requests.id })]
    expect(await edit({ applicableProductIds: null, specifiers })).toMatchObject({
      applicableProductIds: [],
      specifiers,
    })
    expect(await edit({ specifiers: null })).toMatchObject({ specifiers: [] })
  })
})

describe('an edit is refused', () => {
  test.each<
    [message: string, kind: string, update: (desk: Awaited<ReturnType<typeof openCommit>>) => BalanceUpdate]
  >([
    ['body: changes nothing', 'invalid', () => ({})],
    ['body: changes nothing', 'invalid', () => accessUpdate({})],
    [
      'specifiers: cannot be given together with applicable_product_ids',
      'invalid',
      () => ({ specifiers: [newUsageSpecifier()] }),
    ],
    [
      'product_id: must be a product of type FIXED, not USAGE',
      'invalid',
      ({ requests }) => ({ productId: requests.id }),
    ],
    [
      'access_schedule.remove_schedule_items.0.id: schedule item none was not found',
      'not_found',
      () => accessUpdate({ removedIds: ['none'] }),
    ],
    [
      'access_schedule: at least one item is required',
      'invalid',
      ({ before }) => accessUpdate({ removedIds: before.terms.access.segments.map(({ id }) => id) }),
    ],
    [
      'access_schedule.update_schedule_items.0.ending_before: must be after starting_at',
      'invalid',
      ({ before }) =>
        accessUpdate({
          updates: [
            {
              id: before.terms.access.segments[0]?.id ?? '',
              amount: null,
              startingAt: at(SEPTEMBER),
              endingBefore: null,
            },
          ],
        }),
    ],
    [
      'invoice_schedule.remove_schedule_items.0.id: schedule item none was not found',
      'not_found',
      () => ({ invoice: { addedItems: [], itemUpdates: [], removedItemIds: ['none'] } }),
    ],
    ['rollover_fraction: must be from 0 to 1', 'invalid', () => ({ rolloverFraction: new Decimal(2) })],
  ])('for %s', async (message, kind, update) => {
    const commit = await openCommit()
    expect(await refusalOf(commit.edit(update(commit)))).toMatchObject({ kind, message })
    expect((await commit.now()).versions).toHaveLength(1)
  })

  test('that would leave a POSTPAID commit with two amounts', async () => {
    const postpaid = {
      type: 'POSTPAID',
      access: { creditTypeId: null, segments: [newSegment(AUGUST, SEPTEMBER)] },
      invoice: newInvoice([newItem(OCTOBER)]),
    } as const
    const { before, edit } = await openCommit(postpaid)
    const id = before.terms.access.segments[0]?.id ?? ''
    const raised = { id, amount: new Decimal(1001), startingAt: null, endingBefore: null }
    expect((await refusalOf(edit(accessUpdate({ updates: [raised] })))).message).toBe(
      'invoice_schedule: must come to the amount of access_schedule for POSTPAID',
    )
    const item = before.terms.invoice?.items[0]?.id ?? ''
    const items = [{ id: item, timestamp: null, amount: new Decimal(1001), unitPrice: null, quantity: null }]
    const both = {
      ...accessUpdate({ updates: [raised] }),
      invoice: { addedItems: [], itemUpdates: items, removedItemIds: [] },
    }
    expect((await edit(both)).access.segments[0]?.amount).toEqual(new Decimal(1001))
  })

  test('of an archived contract’s commit, of another’s, and of a credit as a commit', async () => {
    const { scope, customer, contract, before, setup } = await openCommit()
    const credit = await addCustomerBalance(scope, ofCustomer(customer.id, newCredit(setup.id)))
    const refused = async (customerId: string, id: string) =>
      (await refusalOf(editBalance(scope, { kind: 'commit', customerId, id }, { name: 'New' }))).message
    expect(await refused('stranger', before.id)).toBe(`commit_id: commit ${before.id} was not found`)
    expect(await refused(customer.id, credit.id)).toBe(`commit_id: commit ${credit.id} was not found`)
    await archiveContract(scope, { customerId: customer.id, contractId: contract.id })
    expect(await refused(customer.id, before.id)).toBe(
      `commit_id: commit ${before.id} is archived, as contract ${contract.id} is`,
    )
  })
})

describe('a customer’s commit', () => {
  test('is billed with another contract after an edit', async () => {
    const { scope, customer, setup, contract, sign } = await openCommit()
    const commit = ofCustomer(customer.id, newCommit(setup.id), { invoiceContractId: contract.id })
    const { id } = await addCustomerBalance(scope, commit)
    const other = await sign()
    const ref = { kind: 'commit', customerId: customer.id, id } as const
    await editBalance(scope, ref, { invoiceContractId: other.id })
    const found = await findAllBalances(scope, customer.id, scope.clock.now(), { includeArchived: false })
    expect(found.find((one) => one.id === id)?.terms.invoiceContractId).toBe(other.id)
    expect((await refusalOf(editBalance(scope, ref, { invoiceContractId: 'none' }))).message).toBe(
      'invoice_contract_id: contract none was not found',
    )
  })

  test('stays with a contract whose card knows the unit that it is billed in', async () => {
    const { scope, customer, setup, contract } = await openCommit()
    const commit = ofCustomer(customer.id, newCommit(setup.id), { invoiceContractId: contract.id })
    const { id } = await addCustomerBalance(scope, commit)
    const units = scope.catalog.selectFrom('pricing_units').select('id')
    const euros = await units.where('name', 'like', 'EUR%').executeTakeFirstOrThrow()
    const card = await addRateCard(scope, { currencyId: euros.id })
    const inEuros = await addContract(scope, customer.id, { rateCardId: card.id })
    const ref = { kind: 'commit', customerId: customer.id, id } as const
    const refusal = await refusalOf(editBalance(scope, ref, { invoiceContractId: inEuros.id }))
    expect(refusal.message).toMatch(/^invoice_schedule.credit_type_id: must be the rate card's currency/)
  })

  test('that is free needs a contract to be billed with', async () => {
    const { scope, customer, setup, contract } = await openCommit()
    const free = ofCustomer(customer.id, newCommit(setup.id, { invoice: null }))
    const { id } = await addCustomerBalance(scope, free)
    const ref = { kind: 'commit', customerId: customer.id, id } as const
    const invoice = { addedItems: [newItem(SEPTEMBER)], itemUpdates: [], removedItemIds: [] }
    expect((await refusalOf(editBalance(scope, ref, { invoice }))).message).toMatch(
      /^invoice_contract_id: is required/,
    )
    await editBalance(scope, ref, { invoice, invoiceContractId: contract.id })
    const found = await findAllBalances(scope, customer.id, scope.clock.now(), { includeArchived: false })
    expect(found.find((one) => one.id === id)?.terms.invoice?.items).toHaveLength(1)
  })

  test('of a contract is billed by that one alone', async () => {
    const { contract, sign, edit } = await openCommit()
    const other = await sign()
    expect((await refusalOf(edit({ invoiceContractId: other.id }))).message).toBe(
      `invoice_contract_id: the commit is of contract ${contract.id}, which bills it`,
    )
  })
})
