import { expect, test } from 'vitest'
import { editBalance } from '../../catalog/balances/edit.ts'
import { findBalances } from '../../catalog/balances/find.ts'
import { accessUpdate, newSegment } from '../../catalog/testing/balances.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { finalizeDue } from '../life-cycle/finalize.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'
import { listBreakdowns } from './list.ts'

const [AUGUST, SEPTEMBER] = ['2024-08-01T00:00:00Z', '2024-09-01T00:00:00Z'] as const

const DAYS_OF_AUGUST = {
  windowSize: 'DAY',
  startingOn: at(AUGUST),
  endingBefore: at(SEPTEMBER),
  isNewestFirst: false,
  skipsZero: true,
  cursor: undefined,
} as const

test('a draft of a child, which has nothing of its own, shows what its parent’s commit covers', async () => {
  const { scope, sign, sharedCommit, onUsageInvoice: subscriptions } = await openHierarchyDesk()
  const access = { creditTypeId: null, segments: [newSegment(AUGUST, SEPTEMBER, 150)] }
  const parent = await sign('Acme', { commits: [sharedCommit({ access })] })
  const { customerId } = await sign('Berlin', { subscriptions }, parent)
  const { breakdowns } = await listBreakdowns(scope, customerId, DAYS_OF_AUGUST)
  // 200 for the seats on 31 August, less 150.
  expect(breakdowns.map(({ invoice }) => invoice.total.toNumber())).toEqual([50])
})

test('what is in advance for the time after a period is in its last window', async () => {
  const { scope, sign, onUsageInvoice } = await openHierarchyDesk()
  const subscriptions = onUsageInvoice.map((one) => ({ ...one, collectionSchedule: 'ADVANCE' as const }))
  const { customerId } = await sign('Acme', { subscriptions })
  const { breakdowns } = await listBreakdowns(scope, customerId, DAYS_OF_AUGUST)
  // September's seats, on the invoice of August.
  expect(breakdowns.map(({ window, invoice }) => [window.to, invoice.total.toNumber()])).toEqual([
    [at(SEPTEMBER), 200],
  ])
})

test('what was added to a commit since covers nothing of a finalized invoice that drew on it', async () => {
  const desk = await openHierarchyDesk()
  const { scope, setNow, sign, sharedCommit, onUsageInvoice: subscriptions } = desk
  const access = { creditTypeId: null, segments: [newSegment(AUGUST, SEPTEMBER, 150)] }
  const { customerId } = await sign('Acme', { subscriptions, commits: [sharedCommit({ access })] })
  setNow(at('2024-09-02T00:00:00Z'))
  await finalizeDue(scope, customerId)
  const [commit] = await findBalances(scope, customerId)
  const ref = { customerId, id: commit?.id ?? '', kind: 'commit' } as const
  await editBalance(scope, ref, accessUpdate({ added: [newSegment(AUGUST, SEPTEMBER, 50)] }))
  const { breakdowns } = await listBreakdowns(scope, customerId, DAYS_OF_AUGUST)
  // 200 for the seats on 31 August, less the 150 that there were.
  expect(breakdowns.map(({ invoice }) => invoice.total.toNumber())).toEqual([50])
})
