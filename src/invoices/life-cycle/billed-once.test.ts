import { describe, expect, it, test } from 'vitest'
import { editContract, type ContractEdit } from '../../catalog/contracts/edit.ts'
import type { NewSubscription } from '../../catalog/contracts/new-terms.ts'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { newEdit } from '../../catalog/testing/contract-terms.ts'
import { at as instant } from '../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { finalizeBatch } from '../batch/finalize-batch.ts'
import { openRunBook } from '../batch/open-batch.ts'
import { listBreakdowns } from '../breakdowns/list.ts'
import { diffInvoices } from '../diff/diff-invoices.ts'
import { readInvoice } from '../document/document.ts'
import { finalizeDue } from './finalize.ts'
import { regenerateInvoice } from './regenerate.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'

const at = (day: string) => instant(`2024-${day}T00:00:00Z`)

/** A customer with a contract from 1 September on: ten seats at 20 a month, which is 200, or 20 for each three days. */
async function openDesk(changes: Partial<NewSubscription> = {}, endingBefore: number | null = null) {
  const desk = await openHierarchyDesk()
  const { scope, setNow } = desk
  setNow(at('09-01'))
  const subscriptions = desk.onUsageInvoice.map((one) => ({ ...one, ...changes }))
  const contract = await desk.sign('Acme', { startingAt: at('09-01'), endingBefore, subscriptions })
  const { id: contractId, customerId } = contract
  const edit = (edited: Partial<ContractEdit['changes']>) =>
    editContract(scope, { customerId, contractId }, newEdit({ changes: edited }))
  const [subscription] = contract.terms.subscriptions
  const update = { id: subscription?.id ?? '', seatGroupKey: null, quantityUpdates: [], seatUpdates: [] }
  const invoices = async () => {
    const stored = (await findInvoices(scope, customerId)).filter(({ voidedAt }) => voidedAt === null)
    return stored.map(readInvoice)
  }
  return {
    ...desk,
    contract,
    edit,
    invoices,
    /** Finalizes what is due on a day, and says what all final invoices come to. */
    finalizedOn: async (day: string) => {
      setNow(at(day))
      await finalizeDue(scope, customerId)
      return desk.totals(contract)
    },
    removeEnd: () => edit({ subscriptionUpdates: [{ ...update, endingBefore: null }] }),
    setQuantity: (quantity: number, day: string) => {
      const change = { startingAt: at(day), quantity: new Decimal(quantity), quantityDelta: null }
      return edit({ subscriptionUpdates: [{ ...update, quantityUpdates: [change] }] })
    },
    /** Voids an invoice that has a total, and makes it anew. @returns what the new one comes to. */
    madeAnew: async (total: number) => {
      const invoice = (await invoices()).find((one) => one.total.equals(total))
      if (invoice === undefined) throw new Error(`no invoice comes to ${total}`)
      await voidInvoice(scope, invoice.id)
      const id = await regenerateInvoice(scope, invoice.id)
      return (await invoices()).find((one) => one.id === id)?.total.toNumber()
    },
  }
}

describe('a subscription in arrears', () => {
  it('is billed for the added days where its contract was made longer', async () => {
    const { finalizedOn, edit, madeAnew } = await openDesk({}, at('09-10'))
    // 9 of 30 days, then the other 21.
    expect(await finalizedOn('09-12')).toEqual([60])
    await edit({ endingBefore: at('12-01') })
    expect(await finalizedOn('10-03')).toEqual([60, 140])
    expect(await madeAnew(60)).toBe(60)
    expect(await madeAnew(140)).toBe(140)
  })

  it('is billed the same by the batch', async () => {
    const { scope, contract, setNow, totals, edit, finalizedOn } = await openDesk({}, at('09-10'))
    await finalizedOn('09-12')
    await edit({ endingBefore: at('12-01') })
    setNow(at('10-03'))
    await finalizeBatch(scope, openRunBook(), [contract.customerId], at('10-03'))
    expect(await totals(contract)).toEqual([60, 140])
  })

  it('has an invoice of its own for days that were added once that of the month was final', async () => {
    const { finalizedOn, removeEnd, invoices, madeAnew } = await openDesk({ endingBefore: at('09-10') })
    expect(await finalizedOn('10-03')).toEqual([60])
    await removeEnd()
    expect(await finalizedOn('10-04')).toEqual([60, 140])
    const [, added] = await invoices()
    expect([added?.type, added?.issuedAt]).toEqual(['SCHEDULED', at('10-01')])
    expect(await madeAnew(140)).toBe(140)
    expect(await madeAnew(60)).toBe(60)
    expect(await finalizedOn('10-05')).toEqual([140, 60])
  })

  it('is billed no more where it was billed and ends sooner, and is made anew for the days that are left', async () => {
    const own = { invoicePlacement: 'ON_SCHEDULED_INVOICE' } as const
    const { finalizedOn, edit, madeAnew } = await openDesk(own)
    expect(await finalizedOn('10-03')).toEqual([0, 200])
    await edit({ endingBefore: at('09-16') })
    expect(await finalizedOn('10-04')).toEqual([0, 200])
    // 15 of 30 days.
    expect(await madeAnew(200)).toBe(100)
    // And later again: the other 15.
    await edit({ endingBefore: null })
    expect(await finalizedOn('10-05')).toEqual([0, 100, 100])
  })

  it('is billed for more seats that it had all month, once that was billed', async () => {
    const { finalizedOn, setQuantity, madeAnew } = await openDesk()
    expect(await finalizedOn('10-03')).toEqual([200])
    await setQuantity(13, '09-01')
    expect(await finalizedOn('10-04')).toEqual([200, 60])
    expect(await madeAnew(200)).toBe(200)
    expect(await finalizedOn('10-05')).toEqual([60, 200])
  })
})

describe('a subscription in advance', () => {
  const inAdvance = { collectionSchedule: 'ADVANCE' } as const

  it('is billed for added days as they start', async () => {
    const { finalizedOn, removeEnd, invoices } = await openDesk({ ...inAdvance, endingBefore: at('09-10') })
    expect(await finalizedOn('09-05')).toEqual([60])
    await removeEnd()
    expect(await finalizedOn('09-09')).toEqual([60])
    expect(await finalizedOn('09-10')).toEqual([60, 140])
    expect((await invoices()).map(({ issuedAt }) => issuedAt)).toEqual([at('09-01'), at('09-10')])
  })

  it('is billed at once for more seats since the start of the month', async () => {
    const { finalizedOn, setQuantity } = await openDesk({ ...inAdvance, invoiceBehavior: 'BILL_IMMEDIATELY' })
    expect(await finalizedOn('09-05')).toEqual([200])
    await setQuantity(13, '09-01')
    expect(await finalizedOn('09-06')).toEqual([200, 60])
    // October's thirteen on the invoice of September.
    expect(await finalizedOn('10-03')).toEqual([200, 60, 260])
  })
})

test('the breakdowns of an invoice have the charges that it has, whatever was billed before and since', async () => {
  const { scope, contract, finalizedOn, edit, setQuantity, madeAnew } = await openDesk({}, at('09-10'))
  await finalizedOn('09-12')
  await edit({ endingBefore: at('12-01') })
  expect(await finalizedOn('10-03')).toEqual([60, 140])
  await setQuantity(13, '09-01')
  // Three more seats, all month.
  expect(await finalizedOn('10-04')).toEqual([60, 140, 60])
  await madeAnew(140)
  const { breakdowns } = await listBreakdowns(scope, contract.customerId, {
    windowSize: 'DAY',
    startingOn: at('09-01'),
    endingBefore: at('10-01'),
    isNewestFirst: false,
    skipsZero: true,
    cursor: undefined,
  })
  expect(breakdowns.map(({ window, invoice }) => [window.from, invoice.total.toNumber()])).toEqual([
    [at('09-09'), 60],
    [at('09-30'), 140],
  ])
})

test('an invoice is compared with what it would charge if it were made anew', async () => {
  const { scope, finalizedOn, edit, invoices } = await openDesk({}, at('09-10'))
  await finalizedOn('09-12')
  await edit({ endingBefore: at('12-01') })
  await finalizedOn('10-03')
  for (const { id, total } of await invoices()) {
    const { other } = await diffInvoices(scope, id, 'now', undefined)
    expect(other.total).toEqual(total)
  }
})
