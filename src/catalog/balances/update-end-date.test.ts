import { describe, expect, test } from 'vitest'
import { newCommit, newInvoice, newSegment } from '../testing/balances.ts'
import { newItem, openDealDesk } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { findAllBalances } from './find-all.ts'
import type { NewBalance } from './new-balance.ts'
import { updateBalanceEndDate, type BalanceEnd } from './update-end-date.ts'

const AUGUST = '2024-08-01T00:00:00Z'
const SEPTEMBER = '2024-09-01T00:00:00Z'
const OCTOBER = '2024-10-01T00:00:00Z'
const NEVER: BalanceEnd = { accessEndingBefore: null, invoicesEndingBefore: null }

/** A commit that is drawn in August and in September, and paid at the start of both. */
async function openCommit(changes: Partial<NewBalance> = {}) {
  const { scope, customer, setup, sign } = await openDealDesk()
  const segments = [newSegment(AUGUST, SEPTEMBER, 1), newSegment(SEPTEMBER, OCTOBER, 2)]
  const commit = newCommit(setup.id, {
    access: { creditTypeId: null, segments },
    invoice: newInvoice([newItem(AUGUST), newItem(SEPTEMBER)]),
    ...changes,
  })
  await sign({ commits: [commit] })
  const now = async () => {
    const [found] = await findAllBalances(scope, customer.id, scope.clock.now(), { includeArchived: false })
    if (found === undefined) throw new Error('the commit is gone')
    return found
  }
  const { id } = await now()
  const end = async (change: Partial<BalanceEnd>) => {
    await updateBalanceEndDate(
      scope,
      { kind: 'commit', customerId: customer.id, id },
      { ...NEVER, ...change },
    )
    const { access, invoice } = (await now()).terms
    return {
      access: access.segments.map(({ startingAt, endingBefore }) => [startingAt, endingBefore]),
      invoices: invoice?.items.map(({ timestamp }) => timestamp),
    }
  }
  return { now, end }
}

describe('a commit that ends earlier', () => {
  test.each<[end: string, access: [string, string][]]>([
    [
      '2024-09-15T00:00:00Z',
      [
        [AUGUST, SEPTEMBER],
        [SEPTEMBER, '2024-09-15T00:00:00Z'],
      ],
    ],
    [SEPTEMBER, [[AUGUST, SEPTEMBER]]],
    ['2024-08-01T01:00:00Z', [[AUGUST, '2024-08-01T01:00:00Z']]],
  ])('at %s is cut there, its invoices stay', async (end, access) => {
    const { end: endAt } = await openCommit()
    expect(await endAt({ accessEndingBefore: at(end) })).toEqual({
      access: access.map((segment) => segment.map(at)),
      invoices: [at(AUGUST), at(SEPTEMBER)],
    })
  })

  test('of its invoices loses those from then on, its access stays', async () => {
    const { end } = await openCommit()
    expect(await end({ invoicesEndingBefore: at(SEPTEMBER) })).toEqual({
      access: [
        [at(AUGUST), at(SEPTEMBER)],
        [at(SEPTEMBER), at(OCTOBER)],
      ],
      invoices: [at(AUGUST)],
    })
  })

  test('has a version more, unless it ended there already', async () => {
    const { now, end } = await openCommit()
    await end({ accessEndingBefore: at(OCTOBER), invoicesEndingBefore: at(OCTOBER) })
    expect((await now()).versions).toHaveLength(1)
    await end({ accessEndingBefore: at(SEPTEMBER) })
    expect((await now()).versions.map(({ kind }) => kind)).toEqual(['CREATE', 'END_DATE'])
  })
})

describe('an end is refused', () => {
  test.each<[message: string, change: Partial<BalanceEnd>]>([
    ['access_ending_before: this or invoices_ending_before is required', {}],
    [
      'access_ending_before: must not be after the present end; an edit can extend it',
      { accessEndingBefore: at('2024-10-01T01:00:00Z') },
    ],
    ['access_ending_before: must be after the first starting_at', { accessEndingBefore: at(AUGUST) }],
  ])('%s', async (message, change) => {
    const { end } = await openCommit()
    expect(await refusalOf(end(change))).toMatchObject({ kind: 'invalid', message })
  })

  test('of a POSTPAID commit', async () => {
    const access = { creditTypeId: null, segments: [newSegment(AUGUST, SEPTEMBER)] }
    const { end } = await openCommit({ type: 'POSTPAID', access, invoice: newInvoice([newItem(OCTOBER)]) })
    expect((await refusalOf(end({ accessEndingBefore: at('2024-08-15T00:00:00Z') }))).message).toBe(
      'commit_id: must be a PREPAID commit, not POSTPAID',
    )
  })
})
