import { expect, test } from 'vitest'
import type { GenerateReport } from '../../invoices/runs/generate.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { notFound } from '../../kernel/errors.ts'
import { writeReport } from './write-report.ts'

const ASKED = { asOf: Date.UTC(2024, 8, 2), isDryRun: false }

test('a report counts invoices and totals by currency, and names the customers that failed', () => {
  const currency = (name: string) => ({ seq: 1, id: name, name, isCurrency: true })
  const report: GenerateReport = {
    ...ASKED,
    invoices: 1200,
    totals: new Map([
      ['usd', { currency: currency('USD (cents)'), invoices: 1199, total: new Decimal('70.05') }],
      ['eur', { currency: currency('EUR'), invoices: 1, total: new Decimal(3) }],
    ]),
    failures: [
      { customerId: 'acme', error: notFound('rate card', 'r') },
      { customerId: 'globex', error: new Error('Code: 241. DB::Exception') },
    ],
  }
  expect(writeReport(report)).toBe(`1,200 invoices finalized, as of 2024-09-02T00:00:00.000Z

currency     invoices  total
-----------  --------  -----
USD (cents)     1,199  70.05
EUR                 1      3

2 failed

customer  reason
--------  ----------------------------------
acme      rate card r was not found
globex    the invoices could not be computed
`)
})

test('a report says which invoices are not in its totals, as they put together what is', () => {
  const currency = { seq: 1, id: 'usd', name: 'USD (cents)', isCurrency: true }
  const totals = new Map([['usd', { currency, invoices: 3, total: new Decimal(30) }]])
  expect(writeReport({ ...ASKED, invoices: 5, totals, failures: [] }))
    .toBe(`5 invoices finalized, as of 2024-09-02T00:00:00.000Z

currency     invoices  total
-----------  --------  -----
USD (cents)         3     30

2 consolidated, not in the totals: their statements are counted
`)
})

test('a dry run says that nothing was finalized', () => {
  const report = { ...ASKED, isDryRun: true, invoices: 0, totals: new Map(), failures: [] }
  expect(writeReport(report)).toBe('0 invoices would be finalized, as of 2024-09-02T00:00:00.000Z\n')
})
