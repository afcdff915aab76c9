import { describe, expect, it } from 'vitest'
import { editContract } from '../../catalog/contracts/edit.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { updateContractEndDate } from '../../catalog/contracts/update-end-date.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { newCharge, newEdit, newItem, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { addContract, addCustomer } from '../../catalog/testing/fixtures.ts'
import { addInvoice } from '../../catalog/testing/invoices.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { ZERO } from '../../kernel/decimal.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { writeDocument } from '../document/document.ts'
import { allHeads, draftHeads } from './draft-heads.ts'
import { NO_DRAWS } from '../balances/draws.ts'
import type { InvoiceHead } from '../invoice.ts'
import { scheduledHeadId } from './invoice-heads.ts'
import { isDue } from '../life-cycle/is-due.ts'
import { scheduledInvoiceLines } from '../drafts/scheduled-invoice-lines.ts'

// The catalog's clock stands at noon on 15 August 2024.
const NOON = '2024-08-15T12:00:00Z'
const LATER = '2024-08-20T00:00:00Z'

async function openDesk() {
  const desk = await openDealDesk()
  const { scope, customer, setup } = desk
  const drafts = () => draftHeads(scope, customer.id)
  /** Each draft: its period's days or its date, and how many dated amounts it bills. */
  const shown = async () => (await drafts()).map((head) => [...daysOf(head), head.items.length])

  /** Stores a draft as it is, without lines of usage. @returns the invoice's id. */
  const finalize = async (head: InvoiceHead | undefined) => {
    if (head === undefined) throw new Error('there is no such draft')
    const { id: headId, contract, period, issuedAt } = head
    const { lines } = await scheduledInvoiceLines(scope, head, NO_DRAWS)
    const said = { ...head, contract: { ...contract, ...contract.terms }, lines, total: ZERO }
    const document = writeDocument({ ...said, status: 'FINALIZED', regeneratedFromId: null })
    return addInvoice(scope, contract, { headId, period, issuedAt, document })
  }
  const edit = (contract: Contract, changes: Parameters<typeof newEdit>[0]) =>
    editContract(scope, { customerId: customer.id, contractId: contract.id }, newEdit(changes))
  const chargeOn = (...dates: string[]) => newCharge(setup.id, { items: dates.map((date) => newItem(date)) })
  return { ...desk, drafts, shown, finalize, edit, chargeOn }
}

function daysOf({ period, issuedAt }: InvoiceHead): string[] {
  return (period === null ? [issuedAt] : [period.from, period.to]).map((instant) =>
    formatInstant(instant).slice(5, 10),
  )
}

describe('the drafts of usage', () => {
  it('are of every period that has begun and is not final, and fall due a day after its end', async () => {
    const { scope, sign, drafts, shown, finalize } = await openDesk()
    await sign({ startingAt: at('2024-06-01T00:00:00Z') })
    const [june, july, august] = await drafts()
    expect(await shown()).toEqual([
      ['06-01', '07-01', 0],
      ['07-01', '08-01', 0],
      ['08-01', '09-01', 0],
    ])
    if (july === undefined || august === undefined) throw new Error('there are too few drafts')
    expect([isDue(july, at('2024-08-02T00:00:00Z') - 1), isDue(july, at('2024-08-02T00:00:00Z'))]).toEqual([
      false,
      true,
    ])
    expect(isDue(august, scope.clock.now())).toBe(false)
    const id = await finalize(june)
    expect(await drafts()).toEqual([july, august])
    // A voided one is made anew on request alone.
    await voidInvoice(scope, id)
    expect(await drafts()).toEqual([july, august])
  })

  it('are of the rest of a period, where its contract was made longer after the first part was final', async () => {
    const { scope, customer, sign, drafts, shown, finalize } = await openDesk()
    const contract = await sign({ endingBefore: at('2024-08-10T00:00:00Z') })
    await finalize((await drafts())[0])
    expect(await shown()).toEqual([])
    await updateContractEndDate(scope, { customerId: customer.id, contractId: contract.id }, null)
    expect(await shown()).toEqual([['08-10', '09-01', 0]])
    // What was final is made anew as it was.
    expect((await allHeads(scope, customer.id)).map(daysOf)).toEqual([
      ['08-01', '08-10'],
      ['08-10', '09-01'],
    ])
  })
})

describe('what is charged on a date', () => {
  it('is billed by one more invoice, where it is added when that of its date is final', async () => {
    const { sign, drafts, shown, finalize, edit, chargeOn } = await openDesk()
    const contract = await sign({ rateCardId: null, scheduledCharges: [chargeOn(NOON)] })
    for (const place of [1, 2, 3]) {
      const [draft, ...others] = await drafts()
      expect([draft?.items.length, others], `invoice ${place}`).toEqual([1, []])
      await finalize(draft)
      expect(await shown()).toEqual([])
      await edit(contract, { added: { scheduledCharges: [chargeOn(NOON)] } })
    }
  })

  it('is billed by the first invoice of its date by itself, where that of usage is final', async () => {
    const { sign, drafts, finalize, edit, chargeOn } = await openDesk()
    const date = '2024-09-01T00:00:00Z'
    const contract = await sign({ endingBefore: at(date), scheduledChargesOnUsageInvoices: 'ALL' })
    const [usage] = await drafts()
    await finalize(usage)
    await edit(contract, { added: { scheduledCharges: [chargeOn(date)] } })
    const currencyId = usage?.currency.id ?? ''
    expect((await drafts()).map(({ id }) => id)).toEqual([
      scheduledHeadId(contract.id, { at: at(date), currencyId }, 0),
    ])
  })

  it('is billed once, where its date is moved after', async () => {
    const { sign, drafts, shown, finalize, edit, chargeOn } = await openDesk()
    const contract = await sign({ rateCardId: null, scheduledCharges: [chargeOn(NOON)] })
    const [charge] = contract.terms.scheduledCharges
    const [item] = charge?.items ?? []
    if (charge === undefined || item === undefined) throw new Error('there is no charge')
    const moved = { id: item.id, timestamp: at(LATER), amount: null, unitPrice: null, quantity: null }
    const changes = {
      scheduledChargeUpdates: [{ id: charge.id, addedItems: [], itemUpdates: [moved], removedItemIds: [] }],
    }
    await finalize((await drafts())[0])
    await edit(contract, { changes })
    expect(await shown()).toEqual([])
  })

  it('is billed on its new date, where the invoice that had it is void', async () => {
    const { scope, customer, sign, drafts, shown, finalize, edit, chargeOn } = await openDesk()
    const contract = await sign({ rateCardId: null, scheduledCharges: [chargeOn(NOON)] })
    const [charge] = contract.terms.scheduledCharges
    const [draft] = await drafts()
    await voidInvoice(scope, await finalize(draft))
    expect(await allHeads(scope, customer.id)).toEqual([draft])
    expect(await shown()).toEqual([])
    const moved = { timestamp: at(LATER), amount: null, unitPrice: null, quantity: null }
    const itemUpdates = (charge?.items ?? []).map((item) => ({ id: item.id, ...moved }))
    const update = { id: charge?.id ?? '', addedItems: [], itemUpdates, removedItemIds: [] }
    await edit(contract, { changes: { scheduledChargeUpdates: [update] } })
    expect(await shown()).toEqual([['08-20', 1]])
    // And once.
    await finalize((await drafts())[0])
    expect(await shown()).toEqual([])
  })

  it('stays on the invoice that has billed it, where the contract’s end makes it one of usage', async () => {
    const { scope, customer, sign, drafts, shown, finalize, chargeOn } = await openDesk()
    const date = '2024-08-10T00:00:00Z'
    const contract = await sign({
      scheduledChargesOnUsageInvoices: 'ALL',
      scheduledCharges: [chargeOn(date)],
    })
    const [usage, own] = await drafts()
    expect([usage?.items.length, own?.items.length]).toEqual([0, 1])
    await finalize(own)
    await updateContractEndDate(scope, { customerId: customer.id, contractId: contract.id }, at(date))
    expect(await shown()).toEqual([['08-01', '08-10', 0]])
  })

  it('stays on the usage invoice that has billed it, where the contract is made longer', async () => {
    const { scope, customer, sign, drafts, shown, finalize, chargeOn } = await openDesk()
    const date = '2024-08-10T00:00:00Z'
    const contract = await sign({
      endingBefore: at(date),
      scheduledChargesOnUsageInvoices: 'ALL',
      scheduledCharges: [chargeOn(date)],
    })
    expect(await shown()).toEqual([['08-01', '08-10', 1]])
    await finalize((await drafts())[0])
    await updateContractEndDate(scope, { customerId: customer.id, contractId: contract.id }, null)
    expect(await shown()).toEqual([['08-10', '09-01', 0]])
    expect((await allHeads(scope, customer.id)).map(({ items }) => items.length)).toEqual([1, 0])
  })

  it('is what no finalized invoice of the customer has billed', async () => {
    const { scope, sign, shown, chargeOn } = await openDesk()
    const contract = await sign({ rateCardId: null, scheduledCharges: [chargeOn(NOON)] })
    const stranger = await addContract(scope, (await addCustomer(scope, 'Other')).id)
    const chargeIds = contract.terms.scheduledCharges.flatMap(({ items }) => items.map(({ id }) => id))
    await addInvoice(scope, stranger, { chargeIds })
    expect(await shown()).toEqual([['08-15', 1]])
    await addInvoice(scope, contract, { chargeIds })
    expect(await shown()).toEqual([])
  })
})
