import { describe, expect, it } from 'vitest'
import { addManualLedgerEntry } from '../../catalog/balances/add-ledger-entry.ts'
import { archiveOneBalance } from '../../catalog/balances/archive-one.ts'
import { createCustomerBalance } from '../../catalog/balances/create.ts'
import { disableTrueup } from '../../catalog/balances/disable-trueup.ts'
import { editBalance } from '../../catalog/balances/edit.ts'
import { findBalances } from '../../catalog/balances/find.ts'
import { ofCustomer } from '../../catalog/testing/balances.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { computeDrafts } from '../drafts/compute-drafts.ts'
import { draftHeads } from './draft-heads.ts'
import { finalizeDue } from '../life-cycle/finalize.ts'
import { isDue } from '../life-cycle/is-due.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'
import { MONTHLY_STATEMENTS } from '../../catalog/contracts/usage-statement-schedule.ts'
import { AUGUST, openTrueupDesk } from '../testing/trueup-desk.ts'

const SEPTEMBER = '2024-09-01T00:00:00Z'

describe('a true-up', () => {
  it('is an invoice of its own on its date, and is due once the last usage is final that may draw on it', async () => {
    const { customer, postpaid, sign, trueups, shown } = await openTrueupDesk()
    const contract = await sign({ commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    const [head] = await trueups()
    if (head === undefined) throw new Error('there is no true-up')
    expect(head).toMatchObject({ type: 'SCHEDULED', period: null, items: [], charges: [] })
    expect([head.customer.id, head.contract.id, head.trueup?.type]).toEqual([
      customer.id,
      contract.id,
      'POSTPAID',
    ])
    // August is final a day after its end.
    expect(await shown()).toEqual([['09-01', '09-02']])
    const due = at('2024-09-02T00:00:00Z')
    expect([isDue(head, due - 1), isDue(head, due)]).toEqual([false, true])
  })

  it.each([
    ['on its date where that is later', SEPTEMBER, '2024-09-10T00:00:00Z', null, ['09-10', '09-10']],
    [
      'after the whole period that its access ends in',
      '2024-08-20T00:00:00Z',
      '2024-08-20T00:00:00Z',
      null,
      ['08-20', '09-02'],
    ],
    [
      'after the contract’s last period',
      '2024-12-01T00:00:00Z',
      '2024-08-05T00:00:00Z',
      '2024-08-10T00:00:00Z',
      ['08-05', '08-11'],
    ],
  ])('is due %s', async (_, until, billedOn, end, dates) => {
    const { postpaid, sign, shown } = await openTrueupDesk()
    const endingBefore = end === null ? null : at(end)
    await sign({ endingBefore, commits: [postpaid(until, billedOn)] })
    expect(await shown()).toEqual([dates])
  })

  it('is due on its date where no usage invoice is made', async () => {
    const { postpaid, sign, shown } = await openTrueupDesk()
    await sign({ rateCardId: null, commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    const usageStatementSchedule = {
      ...MONTHLY_STATEMENTS,
      invoiceGenerationStartingAt: at('2024-09-01T00:00:00Z'),
    }
    await sign({ usageStatementSchedule, commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    expect(await shown()).toEqual([
      ['09-01', '09-01'],
      ['09-01', '09-01'],
    ])
  })

  it('of a customer’s commit is billed by the contract that it names, after all that may draw on it', async () => {
    const { scope, customer, postpaid, sign, trueups, shown } = await openTrueupDesk()
    const commit = postpaid(SEPTEMBER, SEPTEMBER)
    const named = await sign({ endingBefore: at('2024-08-10T00:00:00Z') })
    const other = await sign({ usageStatementSchedule: { ...MONTHLY_STATEMENTS, frequency: 'QUARTERLY' } })
    const [invoiceContractId, both] = [named.id, { invoiceContractId: named.id }]
    await createCustomerBalance(scope, ofCustomer(customer.id, commit, both))
    const applicableContractIds = [named.id]
    await createCustomerBalance(
      scope,
      ofCustomer(customer.id, commit, { invoiceContractId, applicableContractIds }),
    )
    expect((await trueups()).map(({ contract }) => contract.id)).toEqual([named.id, named.id])
    // The other's quarter, from its first day in August, ends on 1 November; what only the named one draws on, at its end.
    expect(other.terms.usageStatementSchedule.anchorAt).toBe(at(AUGUST))
    expect(await shown()).toEqual([
      ['09-01', '11-02'],
      ['09-01', '09-01'],
    ])
  })

  it('is none where it is billed elsewhere, disabled, or its commit archived', async () => {
    const { scope, customer, postpaid, sign, shown, commitId } = await openTrueupDesk()
    const contract = await sign({ commits: [postpaid(SEPTEMBER, SEPTEMBER, true)] })
    expect(await shown()).toEqual([])
    await archiveOneBalance(scope, { kind: 'commit', customerId: customer.id, id: await commitId() })
    const ids = { customerId: customer.id, amendmentId: null }
    const second = await sign({ commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    const third = await sign({ commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    const balances = await findBalances(scope, customer.id)
    const idOf = (contractId: string) => balances.find((one) => one.contractId === contractId)?.id ?? ''
    expect(await shown()).toHaveLength(2)
    await disableTrueup(scope, { ...ids, contractId: second.id, commitId: idOf(second.id) })
    expect(await shown()).toHaveLength(1)
    await archiveOneBalance(scope, { kind: 'commit', customerId: customer.id, id: idOf(third.id) })
    expect(await shown()).toEqual([])
    expect(contract.archivedAt).toBe(null)
  })

  it('bills nothing, and gives nothing back, where more was taken by hand than there is', async () => {
    const { scope: catalogScope, customer, postpaid, sign } = await openTrueupDesk()
    const scope = unmeteredScope(catalogScope)
    const { id: contractId } = await sign({ rateCardId: null, commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    const [commit] = await findBalances(scope, customer.id)
    const [segment] = commit?.terms.access.segments ?? []
    if (commit === undefined || segment === undefined) throw new Error('there is no commit')
    await addManualLedgerEntry(scope, {
      customerId: customer.id,
      contractId,
      balanceId: commit.id,
      segmentId: segment.id,
      amount: new Decimal(-1100),
      reason: 'paid elsewhere',
      effectiveAt: null,
    })
    const heads = await draftHeads(scope, customer.id)
    const { drafts } = await computeDrafts(scope, [customer.id], heads, ({ trueup }) => trueup !== null)
    expect(drafts.map(({ invoice }) => invoice.total.toNumber())).toEqual([0])
  })

  it('is not disabled, nor its date changed, once it is final', async () => {
    const { scope: catalogScope, customer, postpaid, sign, commitId } = await openTrueupDesk()
    const scope = unmeteredScope(catalogScope)
    const contract = await sign({ rateCardId: null, commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    catalogScope.setNow(at(SEPTEMBER))
    const [invoiceId] = (await finalizeDue(scope, customer.id)).map(({ invoice }) => invoice.id)
    const id = await commitId()
    const ref = { customerId: customer.id, contractId: contract.id, amendmentId: null, commitId: id }
    await expect(disableTrueup(scope, ref)).rejects.toThrow(
      `commit_id: finalized invoice ${invoiceId} bills the commit's true-up`,
    )
    const [commit] = await findBalances(scope, customer.id)
    const items = commit?.terms.invoice?.items ?? []
    const moved = { timestamp: at('2024-10-01T00:00:00Z'), amount: null, unitPrice: null, quantity: null }
    const itemUpdates = items.map((item) => ({ id: item.id, ...moved }))
    const update = { invoice: { addedItems: [], itemUpdates, removedItemIds: [] } }
    await expect(editBalance(scope, { kind: 'commit', customerId: customer.id, id }, update)).rejects.toThrow(
      `finalized invoice ${invoiceId} bills schedule item`,
    )
  })

  it('is none from the start of a renewal on that removes it', async () => {
    const { postpaid, sign, shown } = await openTrueupDesk()
    const before = '2024-08-31T23:00:00Z'
    const renewed = await sign({ commits: [postpaid(SEPTEMBER, SEPTEMBER), postpaid(SEPTEMBER, before)] })
    const startingAt = at(SEPTEMBER)
    await sign({ startingAt, transition: { fromContractId: renewed.id, isTrueupRemoved: true } })
    expect(await shown()).toEqual([['08-31', '09-02']])
  })

  it('stays where a renewal leaves it', async () => {
    const { postpaid, sign, shown } = await openTrueupDesk()
    const renewed = await sign({ commits: [postpaid(SEPTEMBER, SEPTEMBER)] })
    const startingAt = at(SEPTEMBER)
    await sign({ startingAt, transition: { fromContractId: renewed.id, isTrueupRemoved: false } })
    expect(await shown()).toEqual([['09-01', '09-02']])
  })
})
