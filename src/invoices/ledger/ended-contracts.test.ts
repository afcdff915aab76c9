import { describe, expect, test } from 'vitest'
import type { NewBalance } from '../../catalog/balances/new-balance.ts'
import { addContractVersion } from '../../catalog/contracts/add-version.ts'
import { archiveContract } from '../../catalog/contracts/archive.ts'
import { createContract, type NewContract } from '../../catalog/contracts/create.ts'
import { endTerms } from '../../catalog/contracts/end-terms.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { updateContractEndDate } from '../../catalog/contracts/update-end-date.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { USD_CENTS_ID } from '../../catalog/pricing-units/get.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import {
  addCustomerBalance,
  newCredit,
  newInvoice,
  newRecurring,
  newSegment,
  ofCustomer,
} from '../../catalog/testing/balances.ts'
import { newItem } from '../../catalog/testing/contract-terms.ts'
import { flatPrice, newContract, newRate } from '../../catalog/testing/fixtures.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { finalizeDue } from '../life-cycle/finalize.ts'
import { readAccount } from './read-account.ts'
import { regenerateInvoice } from '../life-cycle/regenerate.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'
import { balanceOf } from './current-balance.ts'
import { ledgerOf } from './ledger-of.ts'
import { netBalance } from './net-balance.ts'

const [AUGUST, OCTOBER, NOVEMBER, DECEMBER] = [8, 10, 11, 12].map(
  (month) => `2024-${String(month).padStart(2, '0')}-01T00:00:00Z`,
) as [string, string, string, string]
const END = '2024-09-16T00:00:00Z'

/** 1,000 to draw from one date until another. */
const within = (from: string, to: string) => ({ creditTypeId: null, segments: [newSegment(from, to)] })

/** Contracts of seats at 200 a month in arrears, which end on 16 September; commits of 1,000 until December. */
async function openDesk() {
  const desk = await openHierarchyDesk()
  const { scope, sharedCommit, onUsageInvoice: subscriptions } = desk
  const commit = (changes: Partial<NewBalance> = {}) =>
    sharedCommit({ childAccess: { type: 'NONE' }, access: within(AUGUST, DECEMBER), ...changes })
  const sign = (changes: Partial<NewContract> = {}, parent: Contract | null = null) =>
    desk.sign('Acme', { subscriptions, ...changes }, parent)
  const end = ({ id, customerId }: Contract) =>
    updateContractEndDate(scope, { customerId, contractId: id }, at(END))

  /** What is left of each commit and credit, with what its ledger has by kind, day and amount. */
  const balances = async ({ customerId }: Contract) => {
    const account = await readAccount(scope, customerId)
    return account.balances.map((balance) => ({
      left: balanceOf(account, balance).toNumber(),
      ledger: ledgerOf(account, balance).map(({ kind, at: day, amount }) => [
        kind,
        formatInstant(day).slice(5, 10),
        amount.toNumber(),
      ]),
    }))
  }
  const ledger = async (contract: Contract) => (await balances(contract)).map((one) => one.ledger)

  /** What can be drawn, without what drafts take and with it. */
  const net = async ({ customerId }: Contract) => {
    const account = await readAccount(scope, customerId)
    return (['FINALIZED', 'FINALIZED_AND_DRAFT'] as const).map((invoiceInclusionMode) =>
      netBalance(account, { creditTypeId: USD_CENTS_ID, invoiceInclusionMode }).toNumber(),
    )
  }
  return { ...desk, commit, sign, end, balances, ledger, net }
}

const AUGUSTS = ['AUTOMATED_INVOICE_DEDUCTION', '09-01', -200]
// 15 of September's 30 days.
const SEPTEMBERS = ['AUTOMATED_INVOICE_DEDUCTION', '09-16', -100]

describe('where a contract is over', () => {
  test('what is left is lost at its end, also where it ended when commits were not cut with it', async () => {
    const { scope, setNow, sign, commit, balances, net } = await openDesk()
    const contract = await sign({ commits: [commit()] })
    await addContractVersion(scope.catalog, contract, {
      kind: 'END_DATE',
      change: { endingBefore: at(END) },
      terms: endTerms(contract.terms, at(END)),
      createdAt: scope.clock.now(),
    })
    setNow(at(END) - 1)
    await finalizeDue(scope, contract.customerId)
    expect(await balances(contract)).toEqual([
      { left: 700, ledger: [['SEGMENT_START', '08-01', 1000], AUGUSTS, SEPTEMBERS] },
    ])
    expect(await net(contract)).toEqual([800, 700])
    // In grace, when September's draft still draws.
    setNow(at(END))
    expect(await balances(contract)).toEqual([
      {
        left: 0,
        ledger: [['SEGMENT_START', '08-01', 1000], AUGUSTS, SEPTEMBERS, ['EXPIRATION', '09-16', -700]],
      },
    ])
    expect(await net(contract)).toEqual([0, 0])
  })

  test('its last invoice draws as ever, also made anew long after', async () => {
    const { scope, setNow, sign, commit, ledger, totals } = await openDesk()
    const contract = await sign({ commits: [commit()], endingBefore: at(END) })
    setNow(at(NOVEMBER))
    const finalized = await finalizeDue(scope, contract.customerId)
    expect(await totals(contract)).toEqual([0, 0])
    const [, last] = finalized.map(({ head }) => head.id)
    await voidInvoice(scope, last ?? '')
    expect((await ledger(contract))[0]?.slice(2)).toEqual([
      SEPTEMBERS,
      ['EXPIRATION', '09-16', -700],
      ['CANCELED', '11-01', 100],
      ['EXPIRATION', '11-01', -100],
    ])
    await regenerateInvoice(scope, last ?? '')
    expect(await totals(contract)).toEqual([0, 0])
    // 1000 - 200 - 100 - 100 = 600 were left at the end, before the 100 came back that the new one took.
    expect((await ledger(contract))[0]?.slice(2)).toEqual([
      SEPTEMBERS,
      SEPTEMBERS,
      ['EXPIRATION', '09-16', -600],
      ['CANCELED', '11-01', 100],
      ['EXPIRATION', '11-01', -100],
    ])
  })

  test('children of recurring credits are lost that could be drawn for longer, and not again with its archival', async () => {
    const { scope, setNow, sign, setup, end, net, ledger } = await openDesk()
    const recurringCredits = [newRecurring(setup.id, { durationPeriods: 3, proration: 'NONE' })]
    const contract = await sign({ subscriptions: [], recurringCredits })
    const { id: contractId, customerId } = contract
    await end(contract)
    setNow(at(END) - 1)
    // August's 50 until November, and September's until December.
    expect(await net(contract)).toEqual([100, 100])
    setNow(at(END))
    expect(await net(contract)).toEqual([0, 0])
    const ended = [
      [
        ['SEGMENT_START', '08-01', 50],
        ['EXPIRATION', '09-16', -50],
      ],
      [
        ['SEGMENT_START', '09-01', 50],
        ['EXPIRATION', '09-16', -50],
      ],
    ]
    expect(await ledger(contract)).toEqual(ended)
    setNow(at(OCTOBER))
    await archiveContract(scope, { customerId, contractId })
    expect(await ledger(contract)).toEqual(ended)
  })

  test('what a customer has by itself is left, also where only that contract may draw on it', async () => {
    const { scope, setNow, sign, setup, end, net } = await openDesk()
    const contract = await sign({ subscriptions: [] })
    const credit = newCredit(setup.id, { access: within(AUGUST, DECEMBER) })
    const applicableContractIds = [contract.id]
    await addCustomerBalance(scope, ofCustomer(contract.customerId, credit, { applicableContractIds }))
    await end(contract)
    setNow(at(OCTOBER))
    expect(await net(contract)).toEqual([1000, 1000])
  })
})

test('what starts only after a contract is over is not there, be it paid or committed to', async () => {
  const { scope, setNow, sign, commit, end, balances, totals } = await openDesk()
  const later = { access: within(OCTOBER, NOVEMBER) }
  const contract = await sign({
    rateCardId: null,
    subscriptions: [],
    commits: [
      commit({ ...later, invoice: newInvoice([newItem(AUGUST)]) }),
      commit({ ...later, type: 'POSTPAID', invoice: newInvoice([newItem(NOVEMBER)]) }),
    ],
  })
  await finalizeDue(scope, contract.customerId)
  await end(contract)
  setNow(at(OCTOBER))
  expect(await balances(contract)).toEqual([
    { left: 0, ledger: [] },
    { left: 0, ledger: [] },
  ])
  setNow(at(DECEMBER))
  await finalizeDue(scope, contract.customerId)
  // What was committed to is billed.
  expect(await totals(contract)).toEqual([1000, 1000])
  expect(await balances(contract)).toEqual([
    { left: 0, ledger: [] },
    {
      left: 0,
      ledger: [
        ['INITIAL_BALANCE', '10-01', 1000],
        ['TRUEUP', '11-01', -1000],
      ],
    },
  ])
})

test('a renewal leaves of what was granted before what it carries over, and nothing else', async () => {
  const { scope, setNow, sign, commit, balances, net } = await openDesk()
  const half = commit({ rolloverFraction: new Decimal('0.5') })
  const contract = await sign({ commits: [half, commit()] })
  const { id: fromContractId, customerId } = contract
  const transition = { fromContractId, isTrueupRemoved: false }
  await createContract(
    scope,
    newContract(customerId, { startingAt: at(END), endingBefore: at(NOVEMBER), transition }),
  )
  setNow(at(END))
  // What ends with the contract is drawn first.
  expect(await balances(contract)).toEqual([
    {
      left: 0,
      ledger: [
        ['SEGMENT_START', '08-01', 1000],
        ['ROLLOVER', '09-16', -500],
        ['EXPIRATION', '09-16', -500],
      ],
    },
    {
      left: 0,
      ledger: [['SEGMENT_START', '08-01', 1000], AUGUSTS, SEPTEMBERS, ['EXPIRATION', '09-16', -700]],
    },
    { left: 500, ledger: [['SEGMENT_START', '09-16', 500]] },
  ])
  expect(await net(contract)).toEqual([500, 500])
  setNow(at(NOVEMBER))
  expect(await net(contract)).toEqual([0, 0])
})

test('what a parent shared is lost as its contract ends, what a child’s invoice of then draws counted', async () => {
  const { scope, setNow, sign, commit, balances, onUsageInvoice } = await openDesk()
  const commits = [commit({ childAccess: { type: 'ALL' } })]
  const parent = await sign({ commits, endingBefore: at(END) })
  const weekly = onUsageInvoice.map((seats) => ({ ...seats, billingFrequency: 'WEEKLY' as const }))
  const productId = weekly[0]?.productId ?? ''
  const rate = newRate(productId, { billingFrequency: 'WEEKLY', price: flatPrice(5) })
  await addRates(scope, parent.terms.rateCardId ?? '', [rate])
  await sign({ subscriptions: weekly }, parent)
  setNow(at('2024-10-02T00:00:00Z'))
  // Of the child, 4 weeks of 50 end in August; in September two before the 16th, and two after.
  // 1000 - 2 × 200 of August - 100 - 100 of the child.
  expect(await balances(parent)).toEqual([
    {
      left: 0,
      ledger: [
        ['SEGMENT_START', '08-01', 1000],
        AUGUSTS,
        AUGUSTS,
        SEPTEMBERS,
        ['EXPIRATION', '09-16', -400],
        ['AUTOMATED_INVOICE_DEDUCTION', '10-01', -100],
      ],
    },
  ])
})
