import { expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { newId } from '../../kernel/ids.ts'
import { amendContract } from '../contracts/amend.ts'
import { editContract } from '../contracts/edit.ts'
import { NO_NEW_TERMS, type NewTerms } from '../contracts/new-terms.ts'
import { voidInvoice } from '../invoices/void.ts'
import {
  accessUpdate,
  addCustomerBalance,
  newCommit,
  newCredit,
  newRecurring,
  ofCustomer,
} from '../testing/balances.ts'
import { newEdit, openDealDesk } from '../testing/contract-terms.ts'
import { addNode } from '../testing/hierarchies.ts'
import { addInvoice } from '../testing/invoices.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { archiveOneBalance } from './archive-one.ts'
import { editBalance } from './edit.ts'
import { findAllBalances } from './find-all.ts'
import { rolledOverBalance } from './rolled-over.ts'
import type { ChildAccess } from './terms.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const ALL: ChildAccess = { type: 'ALL' }
const NONE: ChildAccess = { type: 'NONE' }
const only = (...contractIds: string[]): ChildAccess => ({ type: 'CONTRACT_IDS', contractIds })

/** A commit of a contract of two children, and a child of another contract of the same customer. */
async function openFamily() {
  const desk = await openDealDesk()
  const { scope, customer, setup, sign } = desk
  const contract = await sign({ commits: [newCommit(setup.id, { invoice: null })] })
  const [first, second] = [await addNode(scope, contract), await addNode(scope, contract)]
  const nephew = await addNode(scope, await sign())
  const balances = () => findAllBalances(scope, customer.id, scope.clock.now(), { includeArchived: true })
  const [commit] = await balances()
  const [segment] = commit?.terms.access.segments ?? []
  if (commit === undefined || segment === undefined) throw new Error('there is no such commit')
  const ref = { kind: 'commit', customerId: customer.id, id: commit.id } as const
  const share = (childAccess: ChildAccess) => editBalance(scope, ref, { childAccess })
  const accessNow = async () => (await balances()).find(({ id }) => id === commit.id)?.terms.childAccess
  /** The usage invoice of a child for August, which drew so much on the commit. */
  const draw = (child: typeof first, amount: number) =>
    addInvoice(scope, child, {
      period: { from: AUGUST, to: SEPTEMBER },
      draws: [{ customerId: customer.id, balanceId: commit.id, segmentId: segment.id, amount }],
    })
  return { ...desk, contract, first, second, nephew, balances, commit, ref, share, accessNow, draw }
}

test('nothing is shared unless it is said, and then as it is said last', async () => {
  const { first, second, share, accessNow } = await openFamily()
  expect(await accessNow()).toEqual(NONE)
  for (const access of [ALL, only(second.id, first.id), only(), NONE]) {
    await share(access)
    expect(await accessNow()).toEqual(access)
  }
})

test('a contract’s commit is shared with children of that contract alone', async () => {
  const { first, nephew, contract, share } = await openFamily()
  const field = 'hierarchy_configuration.child_access.contract_ids.1: contract'
  const stranger = newId()
  const refusal = await refusalOf(share(only(first.id, stranger)))
  expect([refusal.kind, refusal.message]).toEqual(['not_found', `${field} ${stranger} was not found`])
  for (const id of [nephew.id, contract.id]) {
    expect((await refusalOf(share(only(first.id, id)))).message).toBe(
      `${field} ${id} is not a child of the contract`,
    )
  }
})

test('a customer’s credit is shared with children of any contract of the customer', async () => {
  const { scope, customer, setup, first, nephew } = await openFamily()
  const credit = await addCustomerBalance(scope, ofCustomer(customer.id, newCredit(setup.id)))
  expect(credit.terms.childAccess).toEqual(NONE)
  const stranger = await addNode(scope, await addNode(scope))
  const share = (...ids: string[]) =>
    editBalance(
      scope,
      { kind: 'credit', customerId: customer.id, id: credit.id },
      { childAccess: only(...ids) },
    )
  await share(first.id, nephew.id)
  expect((await refusalOf(share(stranger.id))).message).toBe(
    `hierarchy_configuration.child_access.contract_ids.0: contract ${stranger.id} is not a child of one of the customer's contracts`,
  )
})

test('what a request adds to a contract is held to the same, wherever it is in the request', async () => {
  const { scope, customer, setup, sign, contract, first, nephew, commit } = await openFamily()
  const ref = { customerId: customer.id, contractId: contract.id }
  const added = (childAccess: ChildAccess): Partial<NewTerms> => ({
    commits: [newCommit(setup.id)],
    recurringCredits: [newRecurring(setup.id), newRecurring(setup.id, { childAccess })],
  })
  const place = (list: string) => `${list}.hierarchy_configuration.child_access.contract_ids.0`
  // A child is made after its parent.
  expect((await refusalOf(sign(added(only(first.id))))).message).toMatch(place('recurring_credits.1'))
  const edit = (childAccess: ChildAccess) => editContract(scope, ref, newEdit({ added: added(childAccess) }))
  expect((await refusalOf(edit(only(nephew.id)))).message).toMatch(place('add_recurring_credits.1'))
  await edit(only(first.id))
  const head = { totalContractValue: null, netsuiteSalesOrderId: null, salesforceOpportunityId: null }
  const amend = (childAccess: ChildAccess) =>
    amendContract(scope, ref, {
      startingAt: AUGUST,
      ...head,
      customFields: {},
      added: { ...NO_NEW_TERMS, credits: [newCredit(setup.id, { childAccess })] },
    })
  expect((await refusalOf(amend(only(nephew.id)))).message).toMatch(place('credits.0'))
  await amend(only(first.id))
  const update = newEdit({
    changes: { commitUpdates: [{ id: commit.id, update: { childAccess: only(nephew.id) } }] },
  })
  expect((await refusalOf(editContract(scope, ref, update))).message).toMatch(place('update_commits.0'))
})

test('what a recurring credit makes is shared as it is, and what is carried over as its origin was', async () => {
  const { scope, customer, setup, contract, first, balances, commit, share } = await openFamily()
  const childAccess = only(first.id)
  await editContract(
    scope,
    { customerId: customer.id, contractId: contract.id },
    newEdit({ added: { recurringCredits: [newRecurring(setup.id, { childAccess })] } }),
  )
  const made = (await balances()).filter(({ origin }) => origin?.kind === 'RECURRING')
  // August's and September's, a period ahead.
  expect(made.map(({ terms }) => terms.childAccess)).toEqual([childAccess, childAccess])
  await share(ALL)
  const [shared] = (await balances()).filter(({ id }) => id === commit.id)
  if (shared === undefined) throw new Error('the commit is gone')
  expect(rolledOverBalance(shared, [], contract).terms.childAccess).toEqual(ALL)
})

test('a child that drew on a commit keeps its access, until its invoices are voided', async () => {
  const { scope, first, second, share, draw } = await openFamily()
  await share(ALL)
  const invoiceId = await draw(second, 70)
  const rule = `hierarchy_configuration.child_access: must include contract ${second.id}, as finalized invoices have drawn 70 for it`
  for (const access of [NONE, only(first.id)]) {
    expect((await refusalOf(share(access))).message).toBe(rule)
  }
  await share(only(second.id))
  await voidInvoice(scope, invoiceId)
  await share(NONE)
})

test('what the parent drew by itself does not hold the access of children', async () => {
  const { contract, share, draw } = await openFamily()
  await share(ALL)
  await draw(contract, 70)
  await share(NONE)
})

test('what children drew stays granted as what the parent drew does', async () => {
  const { scope, ref, commit, share, draw, second } = await openFamily()
  await share(ALL)
  await draw(second, 70)
  expect((await refusalOf(archiveOneBalance(scope, ref))).message).toMatch(/: 70 in all; void it first$/)
  const updates = commit.terms.access.segments.map((segment) => ({ ...segment, amount: new Decimal(69) }))
  const lowered = editBalance(scope, ref, accessUpdate({ updates }))
  expect((await refusalOf(lowered)).message).toMatch(
    /must be at least 70, as finalized invoices have drawn 70$/,
  )
})
