import { expect, test } from 'vitest'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import type { NewSubscription } from '../../catalog/contracts/new-terms.ts'
import { USD_CENTS_ID } from '../../catalog/pricing-units/get.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import { newInvoice, newSegment } from '../../catalog/testing/balances.ts'
import { newItem } from '../../catalog/testing/contract-terms.ts'
import { flatPrice, newRate } from '../../catalog/testing/fixtures.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { refusalOf } from '../../catalog/testing/refusal.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { finalizeDue } from '../life-cycle/finalize.ts'
import { regenerateInvoice } from '../life-cycle/regenerate.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'
import { createHistoricalInvoices } from './create.ts'

const AUGUST = '2024-08-01T00:00:00Z'
const SEPTEMBER = '2024-09-01T00:00:00Z'
const OCTOBER = '2024-10-01T00:00:00Z'

/** A contract of seats and a POSTPAID commit; its invoice for August's usage is final, and voided. */
async function openVoided(
  collectionSchedule: 'ADVANCE' | 'ARREARS',
  frequency: 'MONTHLY' | 'WEEKLY' = 'MONTHLY',
) {
  const desk = await openHierarchyDesk()
  const { scope, setNow, card, sign, sharedCommit, onUsageInvoice } = desk
  const weekly = { billingFrequency: 'WEEKLY', price: flatPrice(5) } as const
  await addRates(scope, card.id, [newRate(onUsageInvoice[0]?.productId ?? '', weekly)])
  const contract = await sign('Acme', {
    subscriptions: onUsageInvoice.map((seats) => ({
      ...seats,
      collectionSchedule,
      billingFrequency: frequency,
    })),
    commits: [
      sharedCommit({
        type: 'POSTPAID',
        access: { creditTypeId: null, segments: [newSegment(AUGUST, SEPTEMBER, 500)] },
        invoice: newInvoice([newItem(OCTOBER, { amount: new Decimal(500) })]),
      }),
    ],
  })
  const { id: contractId, customerId } = contract
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

// Ten seats are 200 a month, or 50 a week. Those of August in advance, or of its first week, have an invoice of their own.
test.each([
  ['in advance', 'ADVANCE', 'MONTHLY', [200], ['09-01'], [200, 0, 200]],
  [
    'in advance by the week',
    'ADVANCE',
    'WEEKLY',
    [50],
    ['08-08', '08-15', '08-22', '08-29'],
    [50, 0, 50, 50, 50, 50],
  ],
  ['in arrears', 'ARREARS', 'MONTHLY', [], ['09-01'], [0, 200]],
] as const)(
  'what a voided invoice charged %s is charged by itself once its usage is imported',
  async (_, schedule, frequency, before, dates, after) => {
    const { scope, customerId, totals, importAugust, heads } = await openVoided(schedule, frequency)
    const charged = async () =>
      (await heads())
        .filter(({ type, charges }) => type === 'SCHEDULED' && charges.length > 0)
        .map(({ agreedAt }) => formatInstant(agreedAt).slice(5, 10))
    expect(await totals({ customerId })).toEqual(before)
    expect(await charged()).toEqual([])
    await importAugust()
    expect(await charged()).toEqual(dates)
    await finalizeDue(scope, customerId)
    expect(await totals({ customerId })).toEqual(after)
    expect(await charged()).toEqual([])
  },
)

test('a true-up waits for a voided invoice until its usage is imported, and it is not made anew then', async () => {
  const { scope, voidedId, importAugust, heads } = await openVoided('ADVANCE')
  const dueAt = async () => (await heads()).find(({ trueup }) => trueup !== null)?.dueAt
  expect(await dueAt()).toBe(Infinity)
  await importAugust()
  expect(await dueAt()).toBe(at(OCTOBER))
  expect((await refusalOf(regenerateInvoice(scope, voidedId))).message).toContain('no longer bills anything')
})

/** A contract of these subscriptions, whose usage of August was imported, with nothing; it is 2 September. */
async function openImported(subscriptionsOf: (seats: NewSubscription) => NewSubscription[]) {
  const desk = await openHierarchyDesk()
  const { scope, setNow, card, sign, onUsageInvoice } = desk
  const weekly = { billingFrequency: 'WEEKLY', price: flatPrice(5) } as const
  await addRates(scope, card.id, [newRate(onUsageInvoice[0]?.productId ?? '', weekly)])
  const { id: contractId, customerId } = await sign('Acme', {
    subscriptions: onUsageInvoice.flatMap(subscriptionsOf),
  })
  const issuedAt = at('2024-09-02T00:00:00Z')
  setNow(issuedAt)
  const facts = { breakdownGranularity: null, usage: [], billableStatus: null, customFields: {} }
  const period = { from: at(AUGUST), to: at(SEPTEMBER) }
  const of = { customerId, contractId, creditTypeId: USD_CENTS_ID }
  const [august] = await createHistoricalInvoices(scope, [{ ...of, ...facts, period, issuedAt }], false)
  return { ...desk, customerId, importedId: august?.id ?? '' }
}

test('an import stands for what is in arrears within its time, which is charged nowhere else', async () => {
  const { scope, setNow, customerId, totals } = await openImported((seats) => [seats])
  await finalizeDue(scope, customerId)
  expect(await totals({ customerId })).toEqual([0])
  setNow(at('2024-10-02T00:00:00Z'))
  await finalizeDue(scope, customerId)
  expect(await totals({ customerId })).toEqual([0, 200])
})

test('an import that is made anew charges what is in advance within its time, and not what is for the time after it', async () => {
  const { scope, customerId, importedId, totals } = await openImported((seats) =>
    (['MONTHLY', 'WEEKLY'] as const).map((billingFrequency) => ({
      ...seats,
      billingFrequency,
      collectionSchedule: 'ADVANCE' as const,
    })),
  )
  await voidInvoice(scope, importedId)
  await regenerateInvoice(scope, importedId)
  // The weeks from the 8th, 15th, 22nd and 29th on.
  expect(await totals({ customerId })).toEqual([200])
  await finalizeDue(scope, customerId)
  // August and its first week as the contract starts, and September, on invoices of their own.
  expect(await totals({ customerId })).toEqual([200, 250, 200])
})
