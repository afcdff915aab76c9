import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { archiveOneBalance } from '../balances/archive-one.ts'
import { findBalances } from '../balances/find.ts'
import type { NewBalance } from '../balances/new-balance.ts'
import { createCustomerBalance } from '../balances/create.ts'
import { voidInvoice } from '../invoices/void.ts'
import {
  accessUpdate,
  newCommit,
  newCredit,
  newInvoice,
  newSegment,
  ofCustomer,
} from '../testing/balances.ts'
import { newEdit, newItem, openDealDesk } from '../testing/contract-terms.ts'
import { addInvoice } from '../testing/invoices.ts'
import { at } from '../testing/memory-catalog.ts'
import type { NewContract } from './create.ts'
import { editContract } from './edit.ts'
import { getContract } from './get.ts'
import { updateContractEndDate } from './update-end-date.ts'

const [AUGUST, SEPTEMBER, OCTOBER, NOVEMBER] = [8, 9, 10, 11].map(
  (month) => `2024-${String(month).padStart(2, '0')}-01T00:00:00Z`,
) as [string, string, string, string]
const MIDDLE = '2024-09-16T00:00:00Z'

/** A contract with a commit that is drawn and paid in two halves, to October and to November, or what the changes say. */
async function openContract(changes: Partial<NewBalance> = {}, terms: Partial<NewContract> = {}) {
  const desk = await openDealDesk()
  const { scope, customer, setup, sign } = desk
  const halves = newCommit(setup.id, {
    access: { creditTypeId: null, segments: [newSegment(AUGUST, OCTOBER), newSegment(OCTOBER, NOVEMBER)] },
    invoice: newInvoice([newItem(AUGUST), newItem(OCTOBER)]),
    ...changes,
  })
  const contract = await sign(
    halves.type === 'CREDIT' ? { credits: [halves], ...terms } : { commits: [halves], ...terms },
  )
  const ref = { customerId: customer.id, contractId: contract.id }
  const balance = async () => {
    const [found] = await findBalances(scope, customer.id)
    if (found === undefined) throw new Error('the contract has a commit or credit')
    return found
  }
  const first = await balance()
  return {
    ...desk,
    contract,
    ref,
    balance,
    segmentIds: first.terms.access.segments.map(({ id }) => id),
    itemIds: first.terms.invoice?.items.map(({ id }) => id) ?? [],
    /** When access starts and ends, and what is paid when. */
    dates: async () => {
      const { access, invoice } = (await balance()).terms
      return {
        access: access.segments.map(({ startingAt, endingBefore }) => [startingAt, endingBefore]),
        paid: invoice?.items.map(({ timestamp }) => timestamp) ?? [],
      }
    },
    end: (date: string | null) => updateContractEndDate(scope, ref, date === null ? null : at(date)),
  }
}

const UNTOUCHED = {
  access: [
    [at(AUGUST), at(OCTOBER)],
    [at(OCTOBER), at(NOVEMBER)],
  ],
  paid: [at(AUGUST), at(OCTOBER)],
}
const CUT = { access: [[at(AUGUST), at(MIDDLE)]], paid: [at(AUGUST)] }

describe('where a contract ends early', () => {
  test('what could be drawn, and would be paid, later goes with a version of the same request', async () => {
    const { scope, ref, end, dates, balance } = await openContract()
    await end(MIDDLE)
    expect(await dates()).toEqual(CUT)
    const { versions } = await balance()
    const contract = await getContract(scope, ref)
    expect(versions.map(({ kind }) => kind)).toEqual(['CREATE', 'END_DATE'])
    expect(versions.at(-1)?.contractVersionId).toBe(contract.versions.at(-1)?.id)
  })

  test('a credit is cut as well', async () => {
    const { end, dates } = await openContract({ type: 'CREDIT', invoice: null })
    await end(MIDDLE)
    expect(await dates()).toEqual({ ...CUT, paid: [] })
  })

  test('a payment at the end stays where it is of the last usage invoice', async () => {
    const { end, dates } = await openContract({}, { scheduledChargesOnUsageInvoices: 'ALL' })
    await end(OCTOBER)
    expect(await dates()).toEqual({ access: [[at(AUGUST), at(OCTOBER)]], paid: [at(AUGUST), at(OCTOBER)] })
  })

  test('a later end brings nothing back, and the same or a later one takes nothing', async () => {
    const { end, dates } = await openContract({}, { endingBefore: at(MIDDLE) })
    for (const same of [MIDDLE, NOVEMBER]) await end(same)
    expect(await dates()).toEqual(UNTOUCHED)
    for (const date of [MIDDLE, NOVEMBER, null]) await end(date)
    expect(await dates()).toEqual(CUT)
  })

  test('what is the customer’s, or another contract’s, stays', async () => {
    const { scope, customer, setup, sign, balance, dates } = await openContract()
    const other = await sign()
    await createCustomerBalance(scope, ofCustomer(customer.id, newCredit(setup.id)))
    await updateContractEndDate(
      scope,
      { customerId: customer.id, contractId: other.id },
      at(AUGUST) + 3_600_000,
    )
    expect(await dates()).toEqual(UNTOUCHED)
    expect((await findBalances(scope, customer.id)).map(({ versions }) => versions.length)).toEqual([1, 1])
    expect((await balance()).archivedAt).toBeNull()
  })
})

describe('what of it is final stays:', () => {
  test.each([false, true])('what an invoice bills, voided: %s', async (isVoided) => {
    const { scope, contract, end, dates, itemIds } = await openContract()
    const invoiceId = await addInvoice(scope, contract, { chargeIds: itemIds.slice(1) })
    if (isVoided) await voidInvoice(scope, invoiceId)
    await end(MIDDLE)
    expect(await dates()).toEqual({ ...CUT, paid: [at(AUGUST), at(OCTOBER)] })
  })

  test('access until what is drawn of it was used', async () => {
    const { scope, contract, balance, end, dates, segmentIds } = await openContract()
    const [first = '', second = ''] = segmentIds
    const { id: balanceId } = await balance()
    await addInvoice(scope, contract, {
      period: { from: at(SEPTEMBER), to: at(OCTOBER) },
      draws: [{ balanceId, segmentId: first, amount: 1 }],
    })
    // A charge on 10 October; the hour that it is in is the least that can be granted.
    await addInvoice(scope, contract, {
      issuedAt: at('2024-10-10T00:00:00Z'),
      draws: [{ balanceId, segmentId: second, amount: 1 }],
    })
    await end(MIDDLE)
    expect((await dates()).access).toEqual([
      [at(AUGUST), at(OCTOBER)],
      [at(OCTOBER), at('2024-10-10T01:00:00Z')],
    ])
  })

  test('an hour of what is drawn for time to come, by an invoice up to the end', async () => {
    // A subscription in advance draws at the start of what is paid for, on the invoice of the month before.
    const { scope, contract, balance, end, dates, segmentIds } = await openContract()
    const { id: balanceId } = await balance()
    await addInvoice(scope, contract, {
      period: { from: at(SEPTEMBER), to: at(OCTOBER) },
      draws: [{ balanceId, segmentId: segmentIds[1] ?? '', amount: 1 }],
    })
    await end(OCTOBER)
    expect((await dates()).access).toEqual([
      [at(AUGUST), at(OCTOBER)],
      [at(OCTOBER), at('2024-10-01T01:00:00Z')],
    ])
  })
})

test('what is archived is left as it is by an earlier end', async () => {
  const { scope, customer, ref, balance } = await openContract()
  const { id, terms } = await balance()
  await archiveOneBalance(scope, { kind: 'commit', customerId: customer.id, id })
  await updateContractEndDate(scope, ref, at(SEPTEMBER))
  expect((await balance()).terms).toEqual(terms)
  // Also where nothing could be drawn of it before.
  const later = newSegment(OCTOBER, NOVEMBER)
  const another = await openContract({ access: { creditTypeId: null, segments: [later] } })
  const anotherId = (await another.balance()).id
  await archiveOneBalance(another.scope, {
    kind: 'commit',
    customerId: another.customer.id,
    id: anotherId,
  })
  await expect(updateContractEndDate(another.scope, another.ref, at(SEPTEMBER))).resolves.toBeUndefined()
})

describe('a commit or credit that would start later', () => {
  const later = { access: { creditTypeId: null, segments: [newSegment(OCTOBER, NOVEMBER)] } }

  test.each<[list: 'archivedCommitIds' | 'archivedCreditIds', changes: Partial<NewBalance>]>([
    ['archivedCommitIds', later],
    ['archivedCreditIds', { ...later, type: 'CREDIT', invoice: null }],
  ])('is archived, and is in %s of the contract’s history', async (list, changes) => {
    const { scope, ref, end, balance } = await openContract(changes)
    await end(MIDDLE)
    const { id, archivedAt } = await balance()
    expect(archivedAt).toBe(scope.clock.now())
    expect((await getContract(scope, ref)).versions.at(-1)?.change[list]).toEqual([id])
  })

  test('and is paid for already stays, without what would be paid later', async () => {
    const { scope, contract, end, dates, itemIds } = await openContract(later)
    await addInvoice(scope, contract, { chargeIds: itemIds.slice(0, 1) })
    await end(MIDDLE)
    expect(await dates()).toEqual({ access: [[at(OCTOBER), at(NOVEMBER)]], paid: [at(AUGUST)] })
  })
})

describe('a POSTPAID commit', () => {
  test.each<[start: string, access: [string, string]]>([
    [AUGUST, [AUGUST, MIDDLE]],
    [OCTOBER, [OCTOBER, NOVEMBER]],
  ])('from %s on is billed as it was committed to', async (start, access) => {
    const { end, dates } = await openContract({
      type: 'POSTPAID',
      access: { creditTypeId: null, segments: [newSegment(start, NOVEMBER)] },
      invoice: newInvoice([newItem(NOVEMBER)]),
    })
    await end(MIDDLE)
    expect(await dates()).toEqual({ access: [access.map(at)], paid: [at(NOVEMBER)] })
  })
})

describe('where a contract is renewed', () => {
  const renewing = async (rolloverFraction: Decimal | null) => {
    const opened = await openContract({ rolloverFraction })
    const transition = { fromContractId: opened.contract.id, isTrueupRemoved: false }
    await opened.sign({ startingAt: at(MIDDLE), transition })
    return opened
  }

  test('what carries nothing over ends with it', async () => {
    for (const fraction of [null, new Decimal(0)]) {
      expect(await (await renewing(fraction)).dates()).toEqual(CUT)
    }
  })

  test('what is carried over stays as it was agreed, and is paid for, also when the end moves again', async () => {
    const { end, dates } = await renewing(new Decimal('0.5'))
    expect(await dates()).toEqual(UNTOUCHED)
    await end(SEPTEMBER)
    expect(await dates()).toEqual(UNTOUCHED)
  })
})

describe('an edit that ends a contract', () => {
  test('cuts what it changes otherwise', async () => {
    const { scope, ref, balance, dates } = await openContract()
    const { id } = await balance()
    const changes = { endingBefore: at(MIDDLE), commitUpdates: [{ id, update: { name: 'Half' } }] }
    await editContract(scope, ref, newEdit({ changes }))
    expect(await dates()).toEqual(CUT)
    expect((await balance()).terms.name).toBe('Half')
  })

  test('leaves what it gives other dates or archives', async () => {
    const { scope, ref, balance, dates, segmentIds, itemIds } = await openContract()
    const { id } = await balance()
    const [, second = ''] = segmentIds
    const update = {
      ...accessUpdate({ removedIds: [second] }),
      invoice: { addedItems: [], itemUpdates: [], removedItemIds: itemIds.slice(1) },
    }
    const changes = { endingBefore: at(MIDDLE), commitUpdates: [{ id, update }] }
    await editContract(scope, ref, newEdit({ changes }))
    expect(await dates()).toEqual({ access: [[at(AUGUST), at(OCTOBER)]], paid: [at(AUGUST)] })
    const archiving = { endingBefore: at(SEPTEMBER), archivedCommitIds: [id] }
    await editContract(scope, ref, newEdit({ changes: archiving }))
    expect((await getContract(scope, ref)).versions.at(-1)?.change.archivedCommitIds).toEqual([id])
  })
})
