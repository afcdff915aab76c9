import { describe, expect, it } from 'vitest'
import { ledgerOf } from './ledger-of.ts'
import { account, august, commit, drawn, rolled, segment } from './testing/accounts.ts'
import { entries, left, whole } from './testing/shown-ledgers.ts'

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
