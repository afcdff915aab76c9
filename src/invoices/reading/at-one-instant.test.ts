import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openCatalogFile } from '../../catalog/database.ts'
import { USD_CENTS_ID } from '../../catalog/pricing-units/get.ts'
import { newSegment } from '../../catalog/testing/balances.ts'
import { openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { atOneInstant } from './at-one-instant.ts'
import { finalizeDue } from '../life-cycle/finalize.ts'
import { getNetBalance } from '../ledger/get-net-balance.ts'
import { listInvoices } from './list.ts'
import { readsOf } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'
import { openFamily } from '../testing/family.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')

/** The parent's invoices of August, and what is left to draw. */
async function seen(scope: InvoiceScope, customerId: string) {
  const { invoices } = await listInvoices(scope, customerId, {
    isNewestFirst: false,
    limit: 100,
    cursor: undefined,
    startingOn: AUGUST,
    endingBefore: SEPTEMBER,
  })
  const question = { creditTypeId: USD_CENTS_ID, invoiceInclusionMode: 'FINALIZED_AND_DRAFT' } as const
  return {
    invoices: invoices.map(({ type, status, lines }) => `${type} ${status} ${lines.length}`).sort(),
    left: (await getNetBalance(scope, customerId, question)).toNumber(),
  }
}

test('a customer stays as it was at an instant, with its family, whatever becomes final from then on', async () => {
  // 1,000 until October, which the child may draw as well.
  const segments = [newSegment('2024-08-01T00:00:00Z', '2024-10-01T00:00:00Z', 1000)]
  const access = { creditTypeId: null, segments }
  const { scope, parent, child } = await openFamily(({ sharedCommit }) => ({
    commits: [sharedCommit({ access })],
  }))
  const before = await atOneInstant(scope, parent.customerId)
  // Of these, August and September of both take 200 each. A statement has its seats, and what was drawn for them.
  const drafts = { invoices: ['USAGE DRAFT 2', 'USAGE_CONSOLIDATED DRAFT 4'], left: 200 }
  expect(await seen(before, parent.customerId)).toEqual(drafts)
  await finalizeDue(scope, child.customerId)
  expect(await seen(before, parent.customerId)).toEqual(drafts)
  await finalizeDue(scope, parent.customerId)
  expect(await seen(before, parent.customerId)).toEqual(drafts)
  expect(await seen(scope, parent.customerId)).toEqual({
    invoices: ['USAGE FINALIZED 2', 'USAGE_CONSOLIDATED DRAFT 4'],
    left: 200,
  })
})

test('a customer is read so while others write', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'meterhouse-instant-'))
  const path = join(folder, 'a.sqlite')
  const { scope, customer, sign } = await openDealDesk(path)
  const { file: other } = openCatalogFile(path)
  onTestFinished(async () => {
    other.close()
    await scope.catalog.destroy()
    rmSync(folder, { recursive: true })
  })
  await sign()
  other.exec('BEGIN IMMEDIATE')
  const then = await atOneInstant(unmeteredScope(scope), customer.id)
  expect(await readsOf(then).contractsOf(customer.id)).toHaveLength(1)
})
