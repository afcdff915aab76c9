import { expect, it } from 'vitest'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { newInvoice, newSegment } from '../../catalog/testing/balances.ts'
import { newItem } from '../../catalog/testing/contract-terms.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { finalizeDue } from '../life-cycle/finalize.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'
import { openSeatsInTokens } from '../testing/seats-in-tokens.ts'
import { exportRows } from './export-rows.ts'
import { oversizedAmounts } from './oversized-amounts.ts'

it('the lines that count come to the total: a POSTPAID commit’s application is none of them', async () => {
  const { scope, setNow, sign, sharedCommit, onUsageInvoice: subscriptions } = await openHierarchyDesk()
  const access = (amount: number) => ({
    creditTypeId: null,
    segments: [newSegment('2024-08-01T00:00:00Z', '2024-09-01T00:00:00Z', amount)],
  })
  const { customerId } = await sign('Acme', {
    subscriptions,
    commits: [
      sharedCommit({ access: access(50) }),
      sharedCommit({
        type: 'POSTPAID',
        access: access(70),
        invoice: newInvoice([newItem('2024-09-01T00:00:00Z', { amount: new Decimal(70) })]),
      }),
    ],
  })
  setNow(at('2024-09-02T00:00:00Z'))
  await finalizeDue(scope, customerId)
  const [stored] = (await findInvoices(scope, customerId)).filter(({ type }) => type === 'USAGE')
  if (stored === undefined) throw new Error('August is not final')
  const { invoice, lines } = exportRows(stored, 1)
  // 200 for seats, of which 50 are paid before.
  expect(invoice['total']).toBe('150')
  const applied = lines.filter(({ type }) => type === 'applied_commit_or_credit')
  expect(applied.map((line) => [line['total'], line['is_counted']])).toEqual([
    ['-50', true],
    ['-70', false],
  ])
  const counted = lines.filter((line) => line['is_counted'] === true)
  expect(counted.reduce((sum, { total }) => sum + Number(total), 0)).toBe(150)
})

it('lines in a custom unit do not count, but what they are converted to', async () => {
  const { scope, customer, sign } = await openSeatsInTokens()
  await sign()
  await finalizeDue(scope, customer.id)
  const [stored] = await findInvoices(scope, customer.id)
  if (stored === undefined) throw new Error('August is not final')
  const { invoice, lines } = exportRows(stored, 1)
  expect(invoice['total']).toBe('750')
  // Ten at 3 tokens; 30 of these at 25 cents.
  expect(lines.map((line) => [line['currency'], line['total'], line['is_counted']])).toEqual([
    ['Tokens', '30', false],
    ['USD (cents)', '750', true],
  ])
})

it('an amount of more than 38 integer digits is too long, be it but a unit price', () => {
  const amounts = { quantity: new Decimal(0), unitPrice: new Decimal('1e37'), total: new Decimal('-1e37') }
  const of = (changes: Partial<typeof amounts>) =>
    oversizedAmounts({ total: new Decimal(0), lines: [{ ...amounts, ...changes }] as never }).map(
      ({ field }) => field,
    )
  expect(of({})).toEqual([])
  expect(of({ unitPrice: new Decimal('1e38') })).toEqual(['lines[0].unit_price'])
  expect(of({ total: new Decimal('-1e38') })).toEqual(['lines[0].total'])
})
