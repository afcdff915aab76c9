import { describe, expect, it } from 'vitest'
import { account, august, commit, drawn, rolled, segment } from './testing/accounts.ts'
import { entries, left } from './testing/shown-ledgers.ts'

describe('the ledger of a POSTPAID commit', () => {
  const postpaid = commit('postpaid', [segment('postpaid', 1000, 1, 32)], { type: 'POSTPAID' })
  const draws = [drawn('postpaid', -300, { invoiceId: 'august', isDraft: false })]

  it('ends with the true-up, which takes the rest', () => {
    const trueup = { type: 'TRUEUP', invoiceId: 'trueup', isDraft: false } as const
    const movements = [...draws, drawn('postpaid', -700, trueup)]
    const of = account([postpaid], { at: august(33), movements })
    expect(entries(of, postpaid)).toEqual([
      ['INITIAL_BALANCE', '08-01', 1000],
      ['AUTOMATED_INVOICE_DEDUCTION', '09-01', -300],
      ['TRUEUP', '09-01', -700],
    ])
    expect(left(of, postpaid)).toBe(0)
  })

  it('expires where there is no true-up', () => {
    const of = account([postpaid], { at: august(32), movements: draws })
    expect(entries(of, postpaid).at(-1)).toEqual(['EXPIRATION', '09-01', -700])
  })

  it('reverses what a voided invoice took, as no type says that it gave back', () => {
    const back = { type: 'CANCELED', isDraft: false, at: august(33) } as const
    const movements = [
      ...draws,
      drawn('postpaid', -700, { type: 'TRUEUP', invoiceId: 'trueup', isDraft: false }),
      drawn('postpaid', 300, { ...back, invoiceId: 'august' }),
      drawn('postpaid', 700, { ...back, invoiceId: 'trueup' }),
    ]
    const of = account([postpaid], { at: august(34), movements })
    expect(entries(of, postpaid).slice(2)).toEqual([
      ['TRUEUP', '09-01', -700],
      ['AUTOMATED_INVOICE_DEDUCTION', '09-02', 300],
      ['TRUEUP', '09-02', 700],
      ['EXPIRATION', '09-02', -1000],
    ])
  })
})

it('shows of a true-up what was not carried over, as that was taken before', () => {
  const annual = commit('annual', [segment('annual', 100, 1, 10)], { type: 'POSTPAID' })
  const trueup = drawn('annual', -70, { type: 'TRUEUP', invoiceId: 'trueup', isDraft: false, at: august(12) })
  const of = account([annual], {
    movements: [drawn('annual', -30, { at: august(10) }), trueup],
    rollovers: [rolled('annual', 50, { at: august(10) })],
  })
  // 70 are billed, of which 50 can be drawn under the renewal: 100 - 30 - 50 - 20 = 0.
  expect(entries(of, annual)).toEqual([
    ['INITIAL_BALANCE', '08-01', 100],
    ['AUTOMATED_INVOICE_DEDUCTION', '08-10', -30],
    ['ROLLOVER', '08-10', -50],
    ['TRUEUP', '08-12', -20],
  ])
})

it('gives back of a voided true-up what that took, and not what was carried over', () => {
  const annual = commit('annual', [segment('annual', 100, 1, 10)], { type: 'POSTPAID' })
  const trueup = { invoiceId: 'trueup', isDraft: false }
  const of = account([annual], {
    movements: [
      drawn('annual', -30, { at: august(10) }),
      drawn('annual', -70, { ...trueup, type: 'TRUEUP', at: august(12) }),
      drawn('annual', 70, { ...trueup, type: 'CANCELED', at: august(13) }),
    ],
    rollovers: [rolled('annual', 50, { at: august(10) })],
  })
  // 100 - 30 - 50 are 20, which the true-up took and gave back.
  expect(entries(of, annual).slice(3)).toEqual([
    ['TRUEUP', '08-12', -20],
    ['TRUEUP', '08-13', 20],
    ['EXPIRATION', '08-13', -20],
  ])
})
