import { describe, expect, it } from 'vitest'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { seatAdjustmentId } from '../../rating/drawdown/seat-grants.ts'
import type { CustomerAccount } from '../account.ts'
import { balanceOf } from './current-balance.ts'
import { ledgerOf } from './ledger-of.ts'
import { account, august, commit, drawn, entered, rolled, segment } from './testing/accounts.ts'

// The account is as of 15 August, unless it says otherwise.
const whole = commit('whole', [segment('whole', 100, 1, 32)])

/** Each entry: its kind, its day and its amount. */
function entries(of: CustomerAccount, balance: CatalogBalance = whole) {
  return ledgerOf(of, balance).map(({ kind, at, amount }) => [
    kind,
    formatInstant(at).slice(5, 10),
    amount.toNumber(),
  ])
}

const left = (of: CustomerAccount, balance: CatalogBalance = whole) => balanceOf(of, balance).toNumber()

describe('a ledger', () => {
  it('has what was granted, and what a draft took of it, dated at the end of its period', () => {
    const of = account([whole], { movements: [drawn('whole', -30)] })
    expect(entries(of)).toEqual([
      ['SEGMENT_START', '08-01', 100],
      ['AUTOMATED_INVOICE_DEDUCTION', '09-01', -30],
    ])
    expect(ledgerOf(of, whole)[1]).toMatchObject({
      segmentId: 'whole',
      invoiceId: 'draft',
      contractId: 'deal',
    })
    // 100 - 30
    expect(left(of)).toBe(70)
  })

  it('has one deduction for each invoice and segment', () => {
    const two = commit('two', [segment('early', 10, 1, 32), segment('late', 10, 10, 32)])
    const movements = [
      drawn('two', -3, { segmentId: 'early' }),
      drawn('two', -4, { segmentId: 'early' }),
      drawn('two', -5, { segmentId: 'late' }),
      drawn('two', -1, { segmentId: 'late', invoiceId: 'july', at: august(12), isDraft: false }),
    ]
    const of = account([two], { movements })
    expect(entries(of, two)).toEqual([
      ['SEGMENT_START', '08-01', 10],
      ['SEGMENT_START', '08-10', 10],
      ['AUTOMATED_INVOICE_DEDUCTION', '08-12', -1],
      ['AUTOMATED_INVOICE_DEDUCTION', '09-01', -7],
      ['AUTOMATED_INVOICE_DEDUCTION', '09-01', -5],
    ])
    // 10 - 7, and 10 - 5 - 1
    expect(left(of, two)).toBe(7)
  })

  it('has a segment from its start on, and none that comes later', () => {
    const two = commit('two', [segment('now', 10, 15, 32), segment('later', 20, 16, 32)])
    expect(entries(account([two]), two)).toEqual([['SEGMENT_START', '08-15', 10]])
    expect(left(account([two]), two)).toBe(10)
    expect(left(account([two], { at: august(16) }), two)).toBe(30)
  })

  it('does not have what a draft draws already on a segment that starts tomorrow', () => {
    const two = commit('two', [segment('two', 10, 1, 32), segment('tomorrow', 20, 16, 32)])
    const of = account([two], { movements: [drawn('two', -8, { segmentId: 'tomorrow' })] })
    expect(entries(of, two)).toEqual([['SEGMENT_START', '08-01', 10]])
    expect(left(of, two)).toBe(10)
  })

  it('has what was left when a segment ended, what a draft still draws on it counted', () => {
    const short = commit('short', [segment('short', 100, 1, 11)])
    const of = account([short], { movements: [drawn('short', -30)] })
    expect(entries(of, short)).toEqual([
      ['SEGMENT_START', '08-01', 100],
      ['EXPIRATION', '08-11', -70],
      ['AUTOMATED_INVOICE_DEDUCTION', '09-01', -30],
    ])
    expect(left(of, short)).toBe(0)
    expect(entries(account([short], { movements: [drawn('short', -100)] }), short)).toHaveLength(2)
    expect(left(account([short], { at: august(10) }), short)).toBe(100)
  })

  it('has what a voided invoice gave back', () => {
    const july = { invoiceId: 'july', at: august(12), isDraft: false }
    const voided = { ...july, type: 'CANCELED', at: august(14) } as const
    const movements = [drawn('whole', -30, july), drawn('whole', 30, voided)]
    const of = account([whole], { movements })
    expect(entries(of)).toEqual([
      ['SEGMENT_START', '08-01', 100],
      ['AUTOMATED_INVOICE_DEDUCTION', '08-12', -30],
      ['CANCELED', '08-14', 30],
    ])
    expect(left(of)).toBe(100)
  })

  it('loses at once what is given back after the end, up to what another invoice then took', () => {
    const short = commit('short', [segment('short', 100, 1, 11)])
    const july = { invoiceId: 'july', at: august(11), isDraft: false }
    const voided = { ...july, type: 'CANCELED', at: august(14) } as const
    const movements = [drawn('short', -80, july), drawn('short', 80, voided)]
    expect(entries(account([short], { movements }), short)).toEqual([
      ['SEGMENT_START', '08-01', 100],
      ['AUTOMATED_INVOICE_DEDUCTION', '08-11', -80],
      ['EXPIRATION', '08-11', -20],
      ['CANCELED', '08-14', 80],
      ['EXPIRATION', '08-14', -80],
    ])
    const anew = drawn('short', -90, { ...july, invoiceId: 'july anew' })
    const regenerated = account([short], { movements: [...movements, anew] })
    // 100 - 80 + 80 - 90
    expect(entries(regenerated, short).slice(3)).toEqual([
      ['CANCELED', '08-14', 80],
      ['EXPIRATION', '08-14', -10],
    ])
  })

  it('has what went to a renewal once that has started, and the rest as expired when the segment ends', () => {
    const rollovers = [rolled('whole', 40)]
    expect(entries(account([whole], { rollovers }))).toEqual([['SEGMENT_START', '08-01', 100]])
    const renewed = account([whole], { rollovers, at: august(20) })
    expect(ledgerOf(renewed, whole).at(-1)).toMatchObject({ kind: 'ROLLOVER', newContractId: 'renewal' })
    expect(left(renewed)).toBe(60)
    expect(entries(account([whole], { rollovers, at: august(32) }))).toEqual([
      ['SEGMENT_START', '08-01', 100],
      ['ROLLOVER', '08-20', -40],
      ['EXPIRATION', '09-01', -60],
    ])
  })

  it('shows what a subscription’s increase granted within a period as an adjustment', () => {
    const id = seatAdjustmentId('pool', august(11))
    const pool = commit('pool', [segment('pool', 50, 1, 32), segment(id, 20, 11, 32)])
    expect(entries(account([pool]), pool)).toEqual([
      ['SEGMENT_START', '08-01', 50],
      ['SEAT_BASED_ADJUSTMENT', '08-11', 20],
    ])
  })

  it('is empty of what is archived, of which nothing is left', () => {
    const archived = commit('gone', [segment('gone', 100, 1, 32)], { archivedAt: august(3) })
    const of = account([archived], { movements: [drawn('gone', -30)] })
    expect(ledgerOf(of, archived)).toEqual([])
    expect(left(of, archived)).toBe(0)
  })

  it('ends where its contract is archived, with what was left then', () => {
    const archived = { archivedAt: august(10), archivedWith: 'CONTRACT' } as const
    const begun = commit('whole', [segment('whole', 100, 1, 32)], archived)
    const later = commit('later', [segment('later', 50, 20, 32)], archived)
    const of = account([begun, later], { movements: [drawn('whole', -30)] })
    expect(entries(of, begun)).toContainEqual(['EXPIRATION', '08-10', -70])
    expect(left(of, begun)).toBe(0)
    expect([ledgerOf(of, later), left(of, later)]).toEqual([[], 0])
  })
})

describe('where a contract is over', () => {
  const over = { contractEnds: new Map([['deal', august(12)]]) }

  it('its commits lose then what is left, what its last invoice still draws counted', () => {
    const last = drawn('whole', -30, { at: august(12) })
    const of = account([whole], { ...over, movements: [last] })
    expect(entries(of)).toEqual([
      ['SEGMENT_START', '08-01', 100],
      ['AUTOMATED_INVOICE_DEDUCTION', '08-12', -30],
      ['EXPIRATION', '08-12', -70],
    ])
    expect(left(of)).toBe(0)
  })

  it('they had it until then, and keep an earlier end of their own', () => {
    const before = account([whole], { ...over, at: august(11) })
    expect(entries(before)).toEqual([['SEGMENT_START', '08-01', 100]])
    expect(left(before)).toBe(100)
    const short = commit('short', [segment('short', 100, 1, 11)])
    expect(entries(account([short], over), short).at(-1)).toEqual(['EXPIRATION', '08-11', -100])
  })

  it('what a voided invoice gives back is lost at once, and the one made anew draws as it did', () => {
    const last = { invoiceId: 'last', at: august(12), isDraft: false }
    const voided = drawn('whole', 30, { ...last, type: 'CANCELED', at: august(14) })
    const movements = [drawn('whole', -30, last), voided]
    expect(entries(account([whole], { ...over, movements })).slice(2)).toEqual([
      ['EXPIRATION', '08-12', -70],
      ['CANCELED', '08-14', 30],
      ['EXPIRATION', '08-14', -30],
    ])
    // 100 - 30 - 45 = 25 were left then; the 30 came back after it.
    const anew = drawn('whole', -45, { ...last, invoiceId: 'anew' })
    const of = account([whole], { ...over, movements: [...movements, anew] })
    expect(entries(of).slice(2)).toEqual([
      ['AUTOMATED_INVOICE_DEDUCTION', '08-12', -45],
      ['EXPIRATION', '08-12', -25],
      ['CANCELED', '08-14', 30],
      ['EXPIRATION', '08-14', -30],
    ])
    expect(left(of)).toBe(0)
  })

  it('they lose what a renewal does not carry over, also where that starts later', () => {
    const rollovers = [rolled('whole', 40, { at: august(14) })]
    const between = account([whole], { ...over, rollovers, at: august(13) })
    expect(entries(between).at(-1)).toEqual(['EXPIRATION', '08-12', -100])
    expect(left(between)).toBe(0)
    const renewed = account([whole], { ...over, rollovers })
    expect(entries(renewed)).toEqual([
      ['SEGMENT_START', '08-01', 100],
      ['EXPIRATION', '08-12', -60],
      ['ROLLOVER', '08-14', -40],
    ])
    expect(left(renewed)).toBe(0)
  })

  it('what would start later does not', () => {
    const two = commit('two', [segment('two', 100, 1, 12), segment('later', 50, 12, 32)])
    const of = account([two], over)
    expect(entries(of, two)).toEqual([
      ['SEGMENT_START', '08-01', 100],
      ['EXPIRATION', '08-12', -100],
    ])
    const later = commit('later', [segment('later', 50, 13, 32)])
    expect([ledgerOf(account([later], over), later), left(of, two), left(of, later)]).toEqual([[], 0, 0])
  })

  it('what would start later is there for what was posted to it, and is lost as it starts', () => {
    const later = commit('later', [segment('later', 50, 13, 32)])
    const movements = [drawn('later', -20, { isDraft: false })]
    const of = account([later], { ...over, movements })
    expect(entries(of, later)).toEqual([
      ['SEGMENT_START', '08-13', 50],
      ['EXPIRATION', '08-13', -30],
      ['AUTOMATED_INVOICE_DEDUCTION', '09-01', -20],
    ])
    expect(left(of, later)).toBe(0)
    const unstarted = account([later], { ...over, movements, at: august(12) })
    expect(ledgerOf(unstarted, later)).toEqual([])
  })

  it('a POSTPAID commit that would start later is billed all the same', () => {
    const postpaid = commit('postpaid', [segment('postpaid', 1000, 13, 32)], { type: 'POSTPAID' })
    const trueup = drawn('postpaid', -1000, { type: 'TRUEUP', invoiceId: 'trueup', isDraft: false })
    const of = account([postpaid], { ...over, at: august(33), movements: [trueup] })
    expect(entries(of, postpaid)).toEqual([
      ['INITIAL_BALANCE', '08-13', 1000],
      ['TRUEUP', '09-01', -1000],
    ])
    expect(left(of, postpaid)).toBe(0)
  })

  it('what is the customer’s goes on, for whichever contracts it is', () => {
    const own = { ...commit('own', [segment('own', 100, 1, 32)], { applicableContractIds: ['deal'] }) }
    const customers = { ...own, contractId: null }
    expect(left(account([customers], over), customers)).toBe(100)
    const others = { ...own, contractId: 'other deal' }
    expect(left(account([others], over), others)).toBe(100)
  })

  it.each([
    [14, '08-12'],
    [10, '08-10'],
  ])('and archived on the %dth, what ended it first is what counts', (day, ended) => {
    const archived = { archivedAt: august(day), archivedWith: 'CONTRACT' } as const
    const gone = commit('gone', [segment('gone', 100, 1, 32)], archived)
    expect(entries(account([gone], over), gone).at(-1)).toEqual(['EXPIRATION', ended, -100])
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

describe('an entry by hand', () => {
  it('counts from when it was entered, also one of a later date', () => {
    const manualEntries = [entered('whole', 5, { effectiveAt: august(28) })]
    const of = account([whole], { manualEntries, movements: [drawn('whole', -30)] })
    expect(entries(of)).toEqual([
      ['SEGMENT_START', '08-01', 100],
      ['MANUAL', '08-28', 5],
      ['AUTOMATED_INVOICE_DEDUCTION', '09-01', -30],
    ])
    expect(ledgerOf(of, whole)[1]).toMatchObject({ reason: 'goodwill' })
    // 100 + 5 - 30
    expect(left(of)).toBe(75)
  })

  it('leaves nothing where it takes more than there is, and nothing less of other segments', () => {
    const two = commit('two', [segment('two', 100, 1, 32), segment('other', 10, 1, 32)])
    const of = account([two], { manualEntries: [entered('two', -130)] })
    expect(entries(of, two).at(-1)).toEqual(['MANUAL', '08-10', -130])
    // 100 - 130 counts as 0.
    expect(left(of, two)).toBe(10)
  })

  it('of a segment that has not started is there when that is', () => {
    const later = commit('later', [segment('later', 100, 20, 32)])
    const manualEntries = [entered('later', -10)]
    expect(ledgerOf(account([later], { manualEntries }), later)).toEqual([])
    const of = account([later], { manualEntries, at: august(20) })
    expect(entries(of, later)).toEqual([
      ['MANUAL', '08-10', -10],
      ['SEGMENT_START', '08-20', 100],
    ])
    expect(left(of, later)).toBe(90)
  })
})

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
