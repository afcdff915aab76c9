import { expect, test } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { newId } from '../kernel/ids.ts'
import { addManualLedgerEntry } from './balances/add-ledger-entry.ts'
import { archiveOneBalance } from './balances/archive-one.ts'
import { createCustomerBalance } from './balances/create.ts'
import { editBalance } from './balances/edit.ts'
import { findAllBalances } from './balances/find-all.ts'
import type { CatalogBalance } from './balances/rows.ts'
import { updateBalanceEndDate } from './balances/update-end-date.ts'
import { archiveContract } from './contracts/archive.ts'
import { editContract } from './contracts/edit.ts'
import { insertInvoices, type InvoiceToStore } from './invoices/insert.ts'
import { customerRevision } from './invoices/revision.ts'
import { voidInvoice } from './invoices/void.ts'
import { USD_CENTS_ID } from './pricing-units/get.ts'
import { newCommit, newCredit, newRecurring, ofCustomer } from './testing/balances.ts'
import { newEdit, openDealDesk } from './testing/contract-terms.ts'
import { addInvoice } from './testing/invoices.ts'
import { at } from './testing/memory-catalog.ts'
import { EXTERNAL_GATE, newPrepaidThreshold, newSpendThreshold } from './testing/thresholds.ts'
import { expectWholeOrNothing } from './testing/whole-or-nothing.ts'
import { openThresholdEvent } from './thresholds/open-event.ts'
import { releaseThreshold } from './thresholds/release.ts'

const AUGUST_20 = at('2024-08-20T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const RENAMED = { name: 'Renamed' }
const CHARGE = { amount: new Decimal(3000), payable: new Decimal(3000) }

/**
 * A contract with a commit, a credit and a monthly credit, which waits for a payment as it spent too much; and a credit of its
 * customer. Two invoices drew on that and on the commit.
 */
async function openDesk() {
  const desk = await openDealDesk()
  const { scope, customer, setup } = desk
  const contract = await desk.sign({
    commits: [newCommit(setup.id, { name: 'commit' })],
    credits: [newCredit(setup.id, { name: 'credit' })],
    recurringCredits: [newRecurring(setup.id, { name: 'monthly' })],
    spendThreshold: newSpendThreshold(setup.id, { paymentGate: EXTERNAL_GATE }),
    prepaidThreshold: newPrepaidThreshold(setup.id),
  })
  await createCustomerBalance(scope, ofCustomer(customer.id, newCredit(setup.id, { name: 'own' })))
  const found = await findAllBalances(scope, customer.id, scope.clock.now(), { includeArchived: false })
  const named = (name: string): CatalogBalance => {
    const balance = found.find(({ terms }) => terms.name === name)
    if (balance === undefined) throw new Error(`there is no ${name}`)
    return balance
  }
  const draws = [drawOn(named('commit')), drawOn(named('own'))]
  const invoiceId = await addInvoice(scope, contract, { draws })
  await addInvoice(scope, contract, { draws })
  const ref = { customerId: customer.id, contractId: contract.id }
  const revision = await customerRevision(scope.catalog, customer.id)
  const pending = await openThresholdEvent(scope, ref, { kind: 'SPEND', ...CHARGE, revision })
  const workflowId = pending?.workflowId ?? 'none'
  const refTo = (name: string) => ({
    kind: named(name).type === 'CREDIT' ? ('credit' as const) : ('commit' as const),
    customerId: customer.id,
    id: named(name).id,
  })
  return { ...desk, contract, ref, named, refTo, invoiceId, revision, workflowId }
}

type Desk = Awaited<ReturnType<typeof openDesk>>

/**
 * Each write of commits, credits, their ledgers, invoices and thresholds, and how many rows it is at least; a version of a
 * contract is two, as the contract's row has its dates.
 */
const WRITES: Record<string, [least: number, write: (desk: Desk) => Promise<unknown>]> = {
  // The commit, and its first version.
  'a commit of a customer': [
    2,
    ({ scope, customer, setup }) =>
      createCustomerBalance(scope, ofCustomer(customer.id, newCommit(setup.id, { invoice: null }))),
  ],
  'a credit of a customer': [
    2,
    ({ scope, customer, setup }) =>
      createCustomerBalance(scope, ofCustomer(customer.id, newCredit(setup.id))),
  ],
  "an edit of a customer's credit": [1, ({ scope, refTo }) => editBalance(scope, refTo('own'), RENAMED)],
  // A version of it, and of the contract.
  "an edit of a contract's commit": [3, ({ scope, refTo }) => editBalance(scope, refTo('commit'), RENAMED)],
  'an earlier end': [
    3,
    ({ scope, refTo }) =>
      updateBalanceEndDate(scope, refTo('commit'), {
        accessEndingBefore: AUGUST_20,
        invoicesEndingBefore: null,
      }),
  ],
  // It is marked; a version of the contract.
  'the end of a credit': [3, ({ scope, refTo }) => archiveOneBalance(scope, refTo('credit'))],
  'an entry by hand': [
    1,
    ({ scope, customer, contract, named }) =>
      addManualLedgerEntry(scope, {
        customerId: customer.id,
        contractId: contract.id,
        balanceId: named('credit').id,
        segmentId: segmentOf(named('credit')),
        amount: new Decimal(5),
        reason: 'Goodwill',
        effectiveAt: null,
      }),
  ],
  // It is stored as it was, with its first version; a version of the edit, and of the contract.
  'an edit of what a recurring credit made': [
    5,
    ({ scope, refTo }) => editBalance(scope, refTo('monthly'), RENAMED),
  ],
  // It is stored as it was, with its first version, and marked; a version of the contract.
  'the end of what a recurring credit made': [
    5,
    ({ scope, refTo }) => archiveOneBalance(scope, refTo('monthly')),
  ],
  // The contract and its version; a commit and a credit, each with a version.
  'a contract with commits': [
    7,
    ({ setup, sign }) =>
      sign({
        commits: [newCommit(setup.id)],
        credits: [newCredit(setup.id)],
        recurringCommits: [newRecurring(setup.id)],
      }),
  ],
  // A version of the contract and one of the commit; the credit is marked; a commit with its version.
  "an edit of a contract's commits": [
    6,
    ({ scope, setup, ref, named }) =>
      editContract(
        scope,
        ref,
        newEdit({
          changes: {
            commitUpdates: [{ id: named('commit').id, update: RENAMED }],
            archivedCreditIds: [named('credit').id],
          },
          added: { commits: [newCommit(setup.id)], recurringCommits: [newRecurring(setup.id)] },
        }),
      ),
  ],
  // Two invoices of two entries.
  'invoices with their ledger entries': [
    6,
    async ({ scope, customer, contract, named, revision }) => {
      const entries = [named('commit'), named('own')].map(deductionOf)
      const invoices = [newInvoice(contract, entries), newInvoice(contract, entries)]
      expect(await insertInvoices(scope, customer.id, invoices, revision)).toBe(true)
    },
  ],
  // It is marked, and two entries give back what it drew.
  'a voided invoice': [3, ({ scope, invoiceId }) => voidInvoice(scope, invoiceId)],
  // The same of both invoices, and the contract is marked.
  'an archived contract with its invoices': [7, ({ scope, ref }) => archiveContract(scope, ref, true)],
  // The commit, its version, and the event.
  'a threshold that is reached': [
    3,
    async ({ scope, ref, revision }) => {
      const event = await openThresholdEvent(scope, ref, { kind: 'PREPAID', ...CHARGE, revision })
      expect(event?.status).toBe('PAID')
    },
  ],
  'a payment for a threshold': [3, ({ scope, workflowId }) => releaseThreshold(scope, workflowId, 'PAID')],
  // The event, and a version of the contract in which the threshold is disabled.
  'a payment that failed': [3, ({ scope, workflowId }) => releaseThreshold(scope, workflowId, 'FAILED')],
}

test.each(Object.entries(WRITES))(
  '%s is there whole or not at all, wherever its writing fails',
  async (_, [least, write]) => {
    const desk = await openDesk()
    expect(await expectWholeOrNothing(desk.scope, () => write(desk))).toBeGreaterThanOrEqual(least)
  },
)

function segmentOf({ terms }: CatalogBalance): string {
  return terms.access.segments[0]?.id ?? 'none'
}

function drawOn(balance: CatalogBalance) {
  return { balanceId: balance.id, segmentId: segmentOf(balance), amount: 10 }
}

function deductionOf(balance: CatalogBalance): InvoiceToStore['entries'][number] {
  const { customerId } = balance
  return {
    ...drawOn(balance),
    customerId,
    type: 'DEDUCTION',
    amount: '-10',
    effectiveAt: SEPTEMBER,
  }
}

function newInvoice(
  { id: contractId, customerId }: Desk['contract'],
  entries: InvoiceToStore['entries'],
): InvoiceToStore {
  return {
    invoice: {
      id: newId(),
      headId: newId(),
      customerId,
      contractId,
      type: 'SCHEDULED',
      currencyId: USD_CENTS_ID,
      period: null,
      issuedAt: AUGUST_20,
      document: '{}',
      regeneratedFromId: null,
    },
    entries,
  }
}
