import { expect, test } from 'vitest'
import { at } from '../catalog/testing/memory-catalog.ts'
import { listBreakdowns } from './breakdowns/list.ts'
import { diffInvoices } from './diff/diff-invoices.ts'
import { draftHeads } from './draft-heads.ts'
import { findWithBasis } from './explain/read-basis.ts'
import { finalizeDue } from './finalize.ts'
import { getInvoice } from './get.ts'
import type { Invoice } from './invoice.ts'
import { listInvoices } from './list.ts'
import { readsOf } from './reads.ts'
import { openHierarchyDesk } from './testing/hierarchy.ts'
import { withReads } from './with-reads.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')

/** A parent, whose invoice of August puts its own seats and a child's together, all of them due. */
async function openFamily() {
  const { scope, setNow, sign, onUsageInvoice: subscriptions } = await openHierarchyDesk()
  const consolidating = { parent: null, payer: null, usageStatementBehavior: null } as const
  const parent = await sign('Acme', {
    subscriptions,
    hierarchy: { ...consolidating, invoiceConsolidationType: 'CONCATENATE' },
  })
  const words = { payer: 'PARENT', usageStatementBehavior: 'CONSOLIDATE' } as const
  const child = await sign('Berlin', { subscriptions }, parent, words)
  setNow(at('2024-09-02T00:00:00Z'))
  /** The scope in which a customer's invoices become final once, after they were found to be drafts. */
  const whileFinalizing = (customerId: string) => {
    let isFinal = false
    return withReads(scope, {
      async issueDatesOf(asked) {
        const dates = await readsOf(scope).issueDatesOf(asked)
        if (!isFinal) {
          isFinal = true
          await finalizeDue(scope, customerId)
        }
        return dates
      },
    })
  }
  return { scope, parent, child, whileFinalizing }
}

const shown = ({ type, status }: Invoice) => `${type} ${status}`

test('an invoice that becomes final while a list is read is there once', async () => {
  const { parent, whileFinalizing } = await openFamily()
  const { customerId } = parent
  const filter = {
    isNewestFirst: false,
    limit: 100,
    cursor: undefined,
    startingOn: AUGUST,
    endingBefore: SEPTEMBER,
  }
  const { invoices } = await listInvoices(whileFinalizing(customerId), customerId, filter)
  expect(invoices.map(shown).sort()).toEqual(['USAGE FINALIZED', 'USAGE_CONSOLIDATED DRAFT'])
})

test('so it is in a list of breakdowns, each window once', async () => {
  const { parent, whileFinalizing } = await openFamily()
  const { breakdowns } = await listBreakdowns(whileFinalizing(parent.customerId), parent.customerId, {
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
  const { parent, child, whileFinalizing } = family
  const id = await consolidatedId(family)
  const invoice = await getInvoice(whileFinalizing(child.customerId), parent.customerId, id)
  expect(invoice.total.toNumber()).toBe(TOTAL)
})

test('so it has while it is explained', async () => {
  const family = await openFamily()
  const { parent, child, whileFinalizing } = family
  const id = await consolidatedId(family)
  const { invoice } = await findWithBasis(whileFinalizing(child.customerId), id, parent.customerId)
  expect(invoice.total.toNumber()).toBe(TOTAL)
})

test('so it has while it is compared, from either side', async () => {
  for (const isFirst of [true, false]) {
    const family = await openFamily()
    const { scope, parent, child, whileFinalizing } = family
    const id = await consolidatedId(family)
    const heads = await draftHeads(scope, parent.customerId)
    const statementId = heads.find(({ consolidation }) => consolidation === null)?.id ?? ''
    const [one, two] = isFirst ? [id, statementId] : [statementId, id]
    const { invoice, other } = await diffInvoices(
      whileFinalizing(child.customerId),
      one,
      two,
      parent.customerId,
    )
    expect((isFirst ? invoice : other).total.toNumber()).toBe(TOTAL)
  }
})
