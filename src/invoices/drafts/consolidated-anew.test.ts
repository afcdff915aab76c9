import { describe, expect, it } from 'vitest'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { refusalOf } from '../../catalog/testing/refusal.ts'
import { archiveContract } from '../../catalog/contracts/archive.ts'
import { updateContractEndDate } from '../../catalog/contracts/update-end-date.ts'
import { diffInvoices, NOW } from '../diff/diff-invoices.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { finalizeAll } from '../runs/finalize-all.ts'
import { finalizeDrafts } from '../life-cycle/finalize.ts'
import { isDue } from '../life-cycle/is-due.ts'
import { regenerateInvoice } from '../life-cycle/regenerate.ts'
import {
  CONSOLIDATED,
  customersOf,
  generatorOf,
  openConsolidatingDesk,
} from '../testing/consolidating-desk.ts'

describe('a consolidated invoice whose statements were voided, or that was itself', () => {
  it('is made anew of what statements there are then', async () => {
    const { scope, setNow, sign, onUsageInvoice, parent, berlin, consolidated, statementOf } =
      await openConsolidatingDesk()
    setNow(at('2024-09-02T00:00:00Z'))
    await finalizeAll(scope)
    const [first] = await consolidated()
    const id = first?.id ?? ''
    await voidInvoice(scope, (await statementOf(berlin)).id)
    // It stays as it was sent, and says so where it is compared.
    const { other } = await diffInvoices(scope, id, NOW, parent.customerId)
    expect([first?.total.toNumber(), other.total.toNumber()]).toEqual([400, 200])
    await voidInvoice(scope, id)
    expect(await finalizeAll(scope)).toMatchObject({ invoices: 0 })
    // Its August is a draft, and is not put together with what is final.
    await sign('Paris', { subscriptions: onUsageInvoice }, parent, CONSOLIDATED)
    // Acme's 200 without the 200 of Paris, as it is made anew.
    const compared = await diffInvoices(scope, id, NOW, parent.customerId)
    expect(compared.other.total.toNumber()).toBe(200)
    await regenerateInvoice(scope, id)
    const [, again] = await consolidated()
    expect(again).toMatchObject({ status: 'FINALIZED', regeneratedFromId: id })
    expect(customersOf(again)).toEqual(['Acme'])
  })

  it('waits where all of its statements are void before it is final, and has the one that is made anew', async () => {
    const { scope, setNow, parent, berlin, consolidated, statementOf, draft } = await openConsolidatingDesk()
    setNow(at('2024-09-02T00:00:00Z'))
    for (const { customerId } of [parent, berlin]) {
      await finalizeDrafts(
        scope,
        customerId,
        (head) => head.consolidation === null && isDue(head, scope.clock.now()),
      )
    }
    const [ofAcme, ofBerlin] = [await statementOf(parent), await statementOf(berlin)]
    for (const { id } of [ofAcme, ofBerlin]) await voidInvoice(scope, id)
    // Oslo's alone, which is sent by itself.
    expect(await generatorOf(scope)({ isDryRun: true })).toMatchObject({ invoices: 1 })
    expect(await finalizeAll(scope)).toMatchObject({ invoices: 1, failures: [] })
    expect([await consolidated(), (await draft())?.constituents]).toEqual([[], []])
    await regenerateInvoice(scope, ofBerlin.id)
    await finalizeAll(scope)
    const [invoice] = await consolidated()
    expect([customersOf(invoice), invoice?.total.toNumber()]).toEqual([['Berlin'], 200])
  })

  it('is not made anew of nothing, where all of its statements are void', async () => {
    const { scope, setNow, parent, berlin, consolidated, statementOf } = await openConsolidatingDesk()
    setNow(at('2024-09-02T00:00:00Z'))
    await finalizeAll(scope)
    const id = (await consolidated())[0]?.id ?? ''
    const statements = [await statementOf(parent), await statementOf(berlin)]
    for (const one of [id, ...statements.map((statement) => statement.id)]) await voidInvoice(scope, one)
    const refusal = await refusalOf(regenerateInvoice(scope, id))
    expect(refusal.message).toBe(
      `id: all statements of consolidated invoice ${id} are void; regenerate those first`,
    )
    for (const statement of statements) await regenerateInvoice(scope, statement.id)
    await regenerateInvoice(scope, id)
    expect((await consolidated()).map(({ status, total }) => [status, total.toNumber()])).toEqual([
      ['VOID', 400],
      ['FINALIZED', 400],
    ])
  })

  it('is made anew of statements that stand, also where the parent was made to end within their period since', async () => {
    const { scope, setNow, parent, consolidated } = await openConsolidatingDesk()
    setNow(at('2024-09-02T00:00:00Z'))
    await finalizeAll(scope)
    const ref = { customerId: parent.customerId, contractId: parent.id }
    await updateContractEndDate(scope, ref, at('2024-08-20T00:00:00Z'))
    const [first] = await consolidated()
    const id = first?.id ?? ''
    // 200 of Acme and 200 of Berlin, of all of August, which nobody voided.
    const { other } = await diffInvoices(scope, id, NOW, parent.customerId)
    expect(other.total.toNumber()).toBe(400)
    await voidInvoice(scope, id)
    await regenerateInvoice(scope, id)
    const [, again] = await consolidated()
    expect(again).toMatchObject({ period: first?.period, issuedAt: first?.issuedAt })
    expect([customersOf(again), again?.total.toNumber()]).toEqual([['Acme', 'Berlin'], 400])
  })

  it('is made anew with the statement of a child that was archived since', async () => {
    const { scope, setNow, parent, berlin, oslo, consolidated } = await openConsolidatingDesk()
    setNow(at('2024-09-02T00:00:00Z'))
    await finalizeAll(scope)
    const id = (await consolidated())[0]?.id ?? ''
    for (const child of [berlin, oslo]) {
      const ref = { customerId: child.customerId, contractId: child.id }
      await archiveContract(scope, ref)
    }
    await voidInvoice(scope, id)
    await regenerateInvoice(scope, id)
    expect((await consolidated()).map(customersOf)).toEqual([
      ['Acme', 'Berlin'],
      ['Acme', 'Berlin'],
    ])
    // There is none of September, in which it has no child.
    expect((await draftHeads(scope, parent.customerId)).map(({ type }) => type)).toEqual(['USAGE'])
  })
})
