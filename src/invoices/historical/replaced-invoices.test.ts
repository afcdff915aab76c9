import { expect, test } from 'vitest'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { USD_CENTS_ID } from '../../catalog/pricing-units/get.ts'
import { newInvoice, newSegment } from '../../catalog/testing/balances.ts'
import { newItem } from '../../catalog/testing/contract-terms.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { refusalOf } from '../../catalog/testing/refusal.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { draftHeads } from '../draft-heads.ts'
import { finalizeDue } from '../finalize.ts'
import { regenerateInvoice } from '../regenerate.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'
import { createHistoricalInvoices } from './create.ts'

const AUGUST = '2024-08-01T00:00:00Z'
const SEPTEMBER = '2024-09-01T00:00:00Z'
const OCTOBER = '2024-10-01T00:00:00Z'

/** A contract of seats in advance and a POSTPAID commit; its invoice for August's usage is final, and voided. */
async function openVoided() {
  const desk = await openHierarchyDesk()
  const { scope, setNow, sign, sharedCommit, onUsageInvoice } = desk
  const { id: contractId, customerId } = await sign('Acme', {
    subscriptions: onUsageInvoice.map((seats) => ({ ...seats, collectionSchedule: 'ADVANCE' as const })),
    commits: [
      sharedCommit({
        type: 'POSTPAID',
        access: { creditTypeId: null, segments: [newSegment(AUGUST, SEPTEMBER, 500)] },
        invoice: newInvoice([newItem(OCTOBER, { amount: new Decimal(500) })]),
      }),
    ],
  })
  setNow(at('2024-09-02T00:00:00Z'))
  await finalizeDue(scope, customerId)
  const august = (await findInvoices(scope, customerId)).find(({ type }) => type === 'USAGE')
  await voidInvoice(scope, august?.id ?? '')
  const importAugust = () =>
    createHistoricalInvoices(
      scope,
      [
        {
          customerId,
          contractId,
          creditTypeId: USD_CENTS_ID,
          period: { from: at(AUGUST), to: at(SEPTEMBER) },
          issuedAt: at('2024-09-02T00:00:00Z'),
          breakdownGranularity: null,
          usage: [],
          billableStatus: null,
          customFields: {},
        },
      ],
      false,
    )
  const heads = () => draftHeads(scope, customerId)
  return { ...desk, customerId, voidedId: august?.id ?? '', importAugust, heads }
}

test('what a voided invoice charged in advance is charged by itself once its usage is imported', async () => {
  const { scope, customerId, totals, importAugust, heads } = await openVoided()
  const charged = async () => (await heads()).filter(({ charges }) => charges.length > 0)
  // August's seats have an invoice of their own; September's were on that of August's usage.
  expect(await totals({ customerId })).toEqual([200])
  expect(await charged()).toEqual([])
  await importAugust()
  expect(await charged()).toMatchObject([{ type: 'SCHEDULED', agreedAt: at(SEPTEMBER) }])
  await finalizeDue(scope, customerId)
  expect(await totals({ customerId })).toEqual([200, 0, 200])
})

test('a true-up waits for a voided invoice until its usage is imported, and it is not made anew then', async () => {
  const { scope, voidedId, importAugust, heads } = await openVoided()
  const dueAt = async () => (await heads()).find(({ trueup }) => trueup !== null)?.dueAt
  expect(await dueAt()).toBe(Infinity)
  await importAugust()
  expect(await dueAt()).toBe(at(OCTOBER))
  expect((await refusalOf(regenerateInvoice(scope, voidedId))).message).toContain('any more')
})
