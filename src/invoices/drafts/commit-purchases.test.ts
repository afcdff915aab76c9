import { describe, expect, it } from 'vitest'
import { createCustomerBalance } from '../../catalog/balances/create.ts'
import type { NewBalance } from '../../catalog/balances/new-balance.ts'
import { archiveOneBalance } from '../../catalog/balances/archive-one.ts'
import type { NewContract } from '../../catalog/contracts/create.ts'
import { createPricingUnit } from '../../catalog/pricing-units/create.ts'
import { USD_CENTS_ID } from '../../catalog/pricing-units/get.ts'
import { newCommit, newInvoice, newRecurring, ofCustomer } from '../../catalog/testing/balances.ts'
import { newItem, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { addRateCard } from '../../catalog/testing/fixtures.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { NO_DRAWS } from '../balances/draws.ts'
import { itemLines, scheduledInvoiceLines } from './scheduled-invoice-lines.ts'

const SEPTEMBER = '2024-09-01T00:00:00Z'
const OCTOBER = '2024-10-01T00:00:00Z'

/** A deal desk whose contracts have no card, but for those that name one. */
async function openDesk() {
  const desk = await openDealDesk()
  const { scope, customer, setup } = desk
  const commitOn = (dates: readonly string[], changes: Partial<NewBalance> = {}) =>
    newCommit(setup.id, { invoice: newInvoice(dates.map((date) => newItem(date))), ...changes })
  const sign = (terms: Partial<NewContract>) => desk.sign({ rateCardId: null, ...terms })
  const scheduled = async () =>
    (await draftHeads(scope, customer.id)).filter(({ type }) => type === 'SCHEDULED')

  /** Each scheduled draft: its contract, its date, and its lines' totals. */
  const drafts = async () => {
    const heads = await scheduled()
    const lines = await Promise.all(heads.map((head) => scheduledInvoiceLines(scope, head, NO_DRAWS)))
    return heads.map(({ contract, issuedAt }, index) => [
      contract.id,
      formatInstant(issuedAt).slice(5, 10),
      lines[index]?.lines.map(({ total }) => total.toNumber()),
    ])
  }
  return { ...desk, commitOn, sign, scheduled, drafts }
}

describe('a prepaid commit', () => {
  it('is paid on the dates of its items, by lines that name it', async () => {
    const { scope, customer, setup, sign, scheduled, drafts } = await openDesk()
    // Half of 5 units at 300 each on either date.
    const item = { amount: null, unitPrice: new Decimal(300), quantity: new Decimal('2.5') }
    const invoice = newInvoice([newItem(SEPTEMBER, item), newItem(OCTOBER, item)])
    const own = { name: 'Support 2024', customFields: { erp: '7' }, netsuiteSalesOrderId: 'SO-1' }
    const { id } = await sign({ commits: [newCommit(setup.id, { invoice, ...own })] })
    expect(await drafts()).toEqual([
      [id, '09-01', [750]],
      [id, '10-01', [750]],
    ])
    const [head] = await scheduled()
    if (head === undefined) throw new Error('there is no draft')
    expect(await itemLines(scope, head)).toMatchObject([
      {
        type: 'commit_purchase',
        name: 'Support 2024',
        product: { id: setup.id, type: 'FIXED', name: 'Setup' },
        creditType: { id: USD_CENTS_ID },
        quantity: new Decimal('2.5'),
        unitPrice: new Decimal(300),
        total: new Decimal(750),
        commit: {
          type: 'PREPAID',
          segmentId: null,
          customFields: { erp: '7' },
          netsuiteSalesOrderId: 'SO-1',
        },
      },
    ])
    expect(head.customer.id).toBe(customer.id)
  })

  it('has the name of its product where it has none', async () => {
    const { scope, commitOn, sign, scheduled } = await openDesk()
    await sign({ commits: [commitOn([SEPTEMBER])] })
    const [head] = await scheduled()
    expect(head && (await itemLines(scope, head)).map(({ name }) => name)).toEqual(['Setup'])
  })

  it('is not paid where it is billed elsewhere, is free, or is archived', async () => {
    const { scope, customer, setup, commitOn, sign, drafts } = await openDesk()
    const invoice = newInvoice([newItem(SEPTEMBER)])
    await sign({
      commits: [
        newCommit(setup.id, { invoice: { ...invoice, doNotInvoice: true } }),
        newCommit(setup.id, { invoice: null }),
      ],
    })
    expect(await drafts()).toEqual([])
    const { id: contractId } = await sign({ commits: [commitOn([SEPTEMBER])] })
    expect(await drafts()).toEqual([[contractId, '09-01', [1000]]])
    const [commit] = await findCommitIds(scope, contractId)
    await archiveOneBalance(scope, { kind: 'commit', customerId: customer.id, id: commit ?? '' })
    expect(await drafts()).toEqual([])
  })

  it('of a customer is paid with the contract that it names', async () => {
    const { scope, customer, commitOn, sign, drafts } = await openDesk()
    const [, named] = [await sign({}), await sign({})]
    const commit = commitOn([SEPTEMBER])
    await createCustomerBalance(scope, ofCustomer(customer.id, commit, { invoiceContractId: named.id }))
    expect(await drafts()).toEqual([[named.id, '09-01', [1000]]])
  })

  it('that costs units of the card’s own is paid in its currency', async () => {
    const { scope, setup, sign, drafts } = await openDesk()
    const tokens = await createPricingUnit(scope, 'Tokens')
    const conversions = [{ customCreditTypeId: tokens.id, fiatPerCustomCredit: new Decimal(25) }]
    const card = await addRateCard(scope, { conversions })
    const invoice = { ...newInvoice([newItem(SEPTEMBER)]), creditTypeId: tokens.id }
    const { id } = await sign({ rateCardId: card.id, commits: [newCommit(setup.id, { invoice })] })
    // 1000 tokens at 25 cents.
    expect(await drafts()).toEqual([[id, '09-01', [1000, 25_000]]])
  })

  it('is paid with the usage invoice that ends then, where the contract says so', async () => {
    const { scope, customer, card, commitOn, sign, drafts } = await openDesk()
    const { id } = await sign({
      rateCardId: card.id,
      scheduledChargesOnUsageInvoices: 'ALL',
      commits: [commitOn([SEPTEMBER, '2024-09-02T00:00:00Z'])],
    })
    expect(await drafts()).toEqual([[id, '09-02', [1000]]])
    const [usage] = await draftHeads(scope, customer.id)
    expect(
      usage && (await itemLines(scope, usage)).map(({ type, total }) => [type, total.toNumber()]),
    ).toEqual([['commit_purchase', 1000]])
  })

  it('that a recurring one makes is paid where its period starts, up to one period ahead', async () => {
    const { setup, sign, drafts } = await openDesk()
    const invoiceAmount = { unitPrice: new Decimal(8), quantity: new Decimal(5), creditTypeId: USD_CENTS_ID }
    const { id } = await sign({ recurringCommits: [newRecurring(setup.id, { invoiceAmount })] })
    // 5 at 8 each; August has begun, September is one ahead.
    expect(await drafts()).toEqual([
      [id, '08-01', [40]],
      [id, '09-01', [40]],
    ])
  })
})

async function findCommitIds({ catalog }: Awaited<ReturnType<typeof openDesk>>['scope'], contractId: string) {
  const rows = await catalog
    .selectFrom('balances')
    .select('id')
    .where('contract_id', '=', contractId)
    .execute()
  return rows.map(({ id }) => id)
}
