import { expect, it } from 'vitest'
import type { InvoicedHead } from '../../catalog/invoices/find-heads.ts'
import { replacedHeadIds } from './replaced-heads.ts'

/** What an invoice of the contract `deal` bills of some days, but for the changes. */
const head = (
  headId: string,
  from: number,
  to: number,
  changes: Partial<InvoicedHead> = {},
): InvoicedHead => ({
  customerId: 'acme',
  headId,
  contractId: 'deal',
  period: { from, to },
  consolidatedPeriod: null,
  isVoided: false,
  isImported: false,
  ...changes,
})

it('what a voided invoice billed is replaced where another bills some of that time, of the same contract', () => {
  const replaced = (...others: InvoicedHead[]) => [
    ...replacedHeadIds([head('august', 1, 32, { isVoided: true }), ...others]),
  ]
  expect(replaced()).toEqual([])
  expect(replaced(head('part', 10, 20))).toEqual(['august'])
  expect(replaced(head('september', 32, 62))).toEqual([])
  expect(replaced(head('other', 1, 32, { contractId: 'other' }))).toEqual([])
  expect(replaced(head('voided too', 1, 32, { isVoided: true }))).toEqual([])
  expect(replaced(head('date', 0, 0, { period: null }))).toEqual([])
  // Made anew: that is the same.
  expect(replaced(head('august', 1, 32))).toEqual([])
})
