import { expect, it } from 'vitest'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { findBilledBefore } from '../heads/billed-before.ts'
import { finalizeDue } from '../life-cycle/finalize.ts'
import { regenerateInvoice } from '../life-cycle/regenerate.ts'
import { subscriptionSpend } from './subscription-spend.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'

const AUGUST = { from: at('2024-08-01T00:00:00Z'), to: at('2024-09-01T00:00:00Z') }

/** A contract of ten seats that cost 200 a month, and what was spent on them on usage invoices of August. */
async function openDesk(placement: 'onUsageInvoice' | 'onOwnInvoice') {
  const { scope, setNow, sign, ...desk } = await openHierarchyDesk()
  const contract = await sign('Acme', { subscriptions: desk[placement] })
  const { customerId } = contract
  const finalize = async () => {
    setNow(at('2024-09-02T00:00:00Z'))
    await finalizeDue(scope, customerId)
    return findInvoices(scope, customerId)
  }
  const spent = async () => {
    const before = await findBilledBefore(scope, customerId)
    const found = await subscriptionSpend(scope, contract, before, AUGUST)
    return found.map(({ charge }) => charge.total.toNumber())
  }
  return { scope, finalize, spent }
}

it('what a subscription charges on a usage invoice is spent once: as a draft, as final, voided, and made anew', async () => {
  const { scope, finalize, spent } = await openDesk('onUsageInvoice')
  expect(await spent()).toEqual([200])
  const [august] = await finalize()
  expect(await spent()).toEqual([200])
  await voidInvoice(scope, august?.id ?? '')
  expect(await spent()).toEqual([200])
  await regenerateInvoice(scope, august?.id ?? '')
  expect(await spent()).toEqual([200])
})

it('what it charges on invoices of its own is none of that', async () => {
  const { finalize, spent } = await openDesk('onOwnInvoice')
  expect(await spent()).toEqual([])
  await finalize()
  expect(await spent()).toEqual([])
})
