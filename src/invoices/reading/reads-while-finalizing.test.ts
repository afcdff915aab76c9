import { expect, test } from 'vitest'
import { createCustomerBalance } from '../../catalog/balances/create.ts'
import { archiveContract } from '../../catalog/contracts/archive.ts'
import { createContract } from '../../catalog/contracts/create.ts'
import { USD_CENTS_ID } from '../../catalog/pricing-units/get.ts'
import { newSegment, ofCustomer } from '../../catalog/testing/balances.ts'
import { newContract } from '../../catalog/testing/fixtures.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { listBreakdowns } from '../breakdowns/list.ts'
import { diffInvoices, NOW } from '../diff/diff-invoices.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { explainInvoice } from '../explain/explain-invoice.ts'
import { findWithBasis } from '../explain/find-with-basis.ts'
import { listUnrated } from '../explain/list-unrated.ts'
import { finalizeDrafts, finalizeDue } from '../life-cycle/finalize.ts'
import { getInvoice } from './get.ts'
import type { Invoice, InvoiceHead } from '../invoice.ts'
import { getNetBalance } from '../ledger/get-net-balance.ts'
import { listInvoices } from './list.ts'
import { readsOf } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'
import { previewInvoices } from '../preview/preview-invoices.ts'
import { openFamily } from '../testing/family.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'
import { withReads } from './with-reads.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')

/**
 * The scope in which a customer's invoices become final once, after they were found to be drafts.
 * @param time for how many times they were found so.
 */
function finalizingOnce(scope: InvoiceScope, customerId: string, time = 1): InvoiceScope {
  return changingOnce(scope, () => finalizeDue(scope, customerId), time)
}

/** The scope in which something is changed once, after drafts were found so many times. */
function changingOnce(scope: InvoiceScope, change: () => Promise<unknown>, time: number): InvoiceScope {
  let times = 0
  return withReads(scope, {
    async issueDatesOf(asked) {
      const dates = await readsOf(scope).issueDatesOf(asked)
      times += 1
      if (times === time) await change()
      return dates
    },
  })
}

test('an invoice that becomes final while balances are read has drawn once', async () => {
  const { scope, setNow, sign, sharedCommit, onOwnInvoice: subscriptions } = await openHierarchyDesk()
  const segments = [newSegment('2024-08-01T00:00:00Z', '2024-10-01T00:00:00Z', 1000)]
  const { customerId } = await sign('Acme', {
    subscriptions,
    commits: [sharedCommit({ access: { creditTypeId: null, segments } })],
  })
  setNow(at('2024-09-02T00:00:00Z'))
  const question = { creditTypeId: USD_CENTS_ID, invoiceInclusionMode: 'FINALIZED_AND_DRAFT' } as const
  // Ten seats at 20, of August and of September.
  const left = await getNetBalance(finalizingOnce(scope, customerId), customerId, question)
  expect(left.toNumber()).toBe(600)
})

test('an invoice that becomes final while events are previewed is no draft then', async () => {
  const { scope, parent } = await openFamily()
  const { customerId } = parent
  const preview = { mode: 'REPLACE', events: [] } as const
  const limits = { eventsMax: 1, ageMaxMs: 0 }
  const invoices = await previewInvoices(finalizingOnce(scope, customerId), customerId, preview, limits)
  expect(invoices.map(({ period }) => period?.from)).toEqual([SEPTEMBER])
})

test('an invoice that becomes final while another one is computed anew has drawn once', async () => {
  const { scope, card, sign, sharedCommit, onOwnInvoice: subscriptions } = await openHierarchyDesk()
  const { customerId } = await sign('Acme', { subscriptions })
  const second = await createContract(scope, newContract(customerId, { rateCardId: card.id, subscriptions }))
  const segments = [newSegment('2024-08-01T00:00:00Z', '2024-09-01T00:00:00Z', 300)]
  const commit = sharedCommit({ access: { creditTypeId: null, segments } })
  await createCustomerBalance(scope, ofCustomer(customerId, commit))
  const isSecond = ({ contract, issuedAt }: InvoiceHead) => contract.id === second.id && issuedAt === AUGUST
  const [final] = await finalizeDrafts(scope, customerId, isSecond)
  const id = final?.invoice.id ?? ''
  // The first contract's 200 are drawn before, of 300.
  const { other } = await diffInvoices(finalizingOnce(scope, customerId, 2), id, NOW, customerId)
  expect(other.total.toNumber()).toBe(100)
})

const shown = ({ type, status }: Invoice) => `${type} ${status}`

test('an invoice that becomes final while a list is read is there once', async () => {
  const { scope, parent } = await openFamily()
  const { customerId } = parent
  const filter = {
    isNewestFirst: false,
    limit: 100,
    cursor: undefined,
    startingOn: AUGUST,
    endingBefore: SEPTEMBER,
  }
  const { invoices } = await listInvoices(finalizingOnce(scope, customerId), customerId, filter)
  expect(invoices.map(shown).sort()).toEqual(['USAGE FINALIZED', 'USAGE_CONSOLIDATED DRAFT'])
})

test('an invoice that becomes final while breakdowns are read is there once, with each window once', async () => {
  const { scope, parent } = await openFamily()
  const { breakdowns } = await listBreakdowns(finalizingOnce(scope, parent.customerId), parent.customerId, {
    windowSize: 'DAY',
    startingOn: SEPTEMBER - 24 * 3_600_000,
    endingBefore: SEPTEMBER,
    isNewestFirst: false,
    skipsZero: false,
    cursor: undefined,
  })
  expect(breakdowns.map(({ invoice }) => shown(invoice)).sort()).toEqual([
    'USAGE FINALIZED',
    'USAGE_CONSOLIDATED DRAFT',
  ])
})

/** The id of the parent's consolidated draft. */
async function consolidatedId({ scope, parent }: Awaited<ReturnType<typeof openFamily>>): Promise<string> {
  const heads = await draftHeads(scope, parent.customerId)
  return heads.find(({ consolidation }) => consolidation !== null)?.id ?? ''
}

// Ten seats of the parent and ten of the child, at 20 each.
const TOTAL = 400

test('a consolidated invoice has a part that becomes final while it is put together', async () => {
  const family = await openFamily()
  const { scope, parent, child } = family
  const id = await consolidatedId(family)
  const invoice = await getInvoice(finalizingOnce(scope, child.customerId), parent.customerId, id)
  expect(invoice.total.toNumber()).toBe(TOTAL)
})

test('a consolidated invoice has a part that becomes final while it is explained', async () => {
  const family = await openFamily()
  const { scope, parent, child } = family
  const id = await consolidatedId(family)
  const { invoice } = await findWithBasis(finalizingOnce(scope, child.customerId), id, parent.customerId)
  expect(invoice.total.toNumber()).toBe(TOTAL)
})

test('a consolidated invoice can be explained whenever the contract of a part of it is archived meanwhile', async () => {
  for (const read of [explainInvoice, listUnrated]) {
    let isArchived = true
    let archivals = 0
    for (let time = 1; isArchived; time += 1) {
      const family = await openFamily()
      const { scope, parent, child, anotherChild } = family
      await anotherChild()
      const id = await consolidatedId(family)
      isArchived = false
      const archive = async () => {
        isArchived = true
        archivals += 1
        await archiveContract(scope, { customerId: child.customerId, contractId: child.id })
      }
      const reading = read(changingOnce(scope, archive, time), id, parent.customerId, undefined)
      await expect(reading).resolves.toBeDefined()
    }
    expect(archivals).toBeGreaterThan(1)
  }
})

test('a consolidated invoice has a part that becomes final while it is compared, from either side', async () => {
  for (const isFirst of [true, false]) {
    const family = await openFamily()
    const { scope, parent, child } = family
    const id = await consolidatedId(family)
    const heads = await draftHeads(scope, parent.customerId)
    const statementId = heads.find(({ consolidation }) => consolidation === null)?.id ?? ''
    const [one, two] = isFirst ? [id, statementId] : [statementId, id]
    const { invoice, other } = await diffInvoices(
      finalizingOnce(scope, child.customerId),
      one,
      two,
      parent.customerId,
    )
    expect((isFirst ? invoice : other).total.toNumber()).toBe(TOTAL)
  }
})
