import { describe, expect, it } from 'vitest'
import { seatAdjustmentId } from '../../rating/drawdown/seat-grants.ts'
import { ledgerOf } from './ledger-of.ts'
import { account, august, commit, drawn, entered, rolled, segment } from './testing/accounts.ts'
import { entries, left, whole } from './testing/shown-ledgers.ts'

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

  it('after the end first makes up for what was drawn too much, in order of its date', () => {
    const short = commit('short', [segment('short', 100, 1, 11)])
    const manualEntries = [
      entered('short', 20, { effectiveAt: august(14) }),
      entered('short', 20, { effectiveAt: august(12) }),
    ]
    // 100 - 130 is 30 too much: 20 of that on the 12th, and 10 on the 14th, when the other 10 are lost.
    const of = account([short], { manualEntries, movements: [drawn('short', -130)] })
    expect(entries(of, short).filter(([kind]) => kind === 'EXPIRATION')).toEqual([
      ['EXPIRATION', '08-14', -10],
    ])
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
