import { expect, it } from 'vitest'
import { newCommit, newSegment } from '../../catalog/testing/balances.ts'
import { openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'
import { findRolledOver } from './find-rolled-over.ts'

it('what a renewal was left is found from the instant on at which it starts', async () => {
  const { scope: catalogScope, customer, setup, sign } = await openDealDesk()
  const scope = unmeteredScope(catalogScope)
  const september = '2024-09-01T00:00:00Z'
  const access = { creditTypeId: null, segments: [newSegment('2024-08-01T00:00:00Z', september, 300)] }
  const commit = newCommit(setup.id, { access, invoice: null, rolloverFraction: new Decimal(1) })
  const { id: fromContractId } = await sign({ rateCardId: null, commits: [commit] })
  const startingAt = at(september)
  await sign({ rateCardId: null, startingAt, transition: { fromContractId, isTrueupRemoved: false } })
  catalogScope.setNow(startingAt - 1)
  expect(await findRolledOver(scope, customer.id)).toEqual([])
  catalogScope.setNow(startingAt)
  const found = await findRolledOver(scope, customer.id)
  expect(found.map(({ terms }) => terms.access.segments.map(({ amount }) => amount.toNumber()))).toEqual([
    [300],
  ])
})
