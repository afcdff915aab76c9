import { describe, expect, it } from 'vitest'
import type { ChildAccess } from '../../catalog/balances/terms.ts'
import { MONTHLY_STATEMENTS } from '../../catalog/contracts/usage-statement-schedule.ts'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { newInvoice, newSegment } from '../../catalog/testing/balances.ts'
import { newItem } from '../../catalog/testing/contract-terms.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { refusalOf } from '../../catalog/testing/refusal.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { finalizeDue } from '../life-cycle/finalize.ts'
import { regenerateInvoice } from '../life-cycle/regenerate.ts'
import { finalizeConsolidated } from '../runs/finalize-consolidated.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'
import { updateIssueDate } from '../life-cycle/update-issue-date.ts'

const august = (amount: number) => ({
  creditTypeId: null,
  segments: [newSegment('2024-08-01T00:00:00Z', '2024-09-01T00:00:00Z', amount)],
})

describe('the true-up of a POSTPAID commit that is shared', () => {
  /** Acme has no usage of its own, and owes 300 for August on 1 September; Berlin is charged 200 as August ends. */
  async function openPostpaid(childAccess: ChildAccess) {
    const desk = await openHierarchyDesk()
    const { scope, setNow, sign, sharedCommit, onUsageInvoice: subscriptions } = desk
    const invoice = newInvoice([newItem('2024-09-01T00:00:00Z', { amount: new Decimal(300) })])
    const commits = [sharedCommit({ type: 'POSTPAID', access: august(300), invoice, childAccess })]
    const parent = await sign('Acme', { rateCardId: null, commits })
    const berlin = await sign('Berlin', { subscriptions }, parent)
    const trueup = async () =>
      (await draftHeads(scope, parent.customerId)).find((head) => head.trueup !== null)
    setNow(at('2024-09-02T00:00:00Z'))
    return { ...desk, parent, berlin, trueup }
  }

  it('waits for the usage of the child, and bills what that left', async () => {
    const { scope, parent, berlin, trueup, totals } = await openPostpaid({ type: 'ALL' })
    // August's usage is final a day after it ends.
    expect((await trueup())?.dueAt).toBe(at('2024-09-02T00:00:00Z'))
    // It is due on the same day, and is final with Berlin's usage or after it.
    expect(await finalizeDue(scope, parent.customerId)).toEqual([])
    await finalizeDue(scope, berlin.customerId)
    await finalizeDue(scope, parent.customerId)
    // 300 - 200; Berlin pays its 200, as what a POSTPAID commit covers is paid.
    expect(await totals(parent)).toEqual([100])
    expect(await totals(berlin)).toEqual([200])
  })

  it('waits for seats of the child that are billed by themselves, also where both are due', async () => {
    const {
      scope,
      setNow,
      sign,
      sharedCommit,
      onOwnInvoice: subscriptions,
      totals,
    } = await openHierarchyDesk()
    const invoice = newInvoice([newItem('2024-08-01T00:00:00Z', { amount: new Decimal(300) })])
    const commits = [sharedCommit({ type: 'POSTPAID', access: august(300), invoice })]
    const parent = await sign('Acme', { rateCardId: null, commits })
    // No usage of Berlin's is invoiced.
    const since = { invoiceGenerationStartingAt: at('2025-01-01T00:00:00Z') }
    const usageStatementSchedule = { ...MONTHLY_STATEMENTS, ...since }
    const berlin = await sign('Berlin', { subscriptions, usageStatementSchedule }, parent)
    setNow(at('2024-09-01T00:00:00Z'))
    await finalizeDue(scope, parent.customerId)
    expect(await totals(parent)).toEqual([])
    await finalizeDue(scope, berlin.customerId)
    await finalizeDue(scope, parent.customerId)
    expect(await totals(parent)).toEqual([100])
  })

  it('is final at the end of a run whose first batch waited for the child of a later one', async () => {
    const { scope, parent, berlin, totals } = await openPostpaid({ type: 'ALL' })
    const dueAt = scope.clock.now()
    await finalizeDue(scope, parent.customerId)
    await finalizeConsolidated(scope, dueAt)
    expect(await totals(parent)).toEqual([])
    await finalizeDue(scope, berlin.customerId)
    await finalizeConsolidated(scope, dueAt)
    expect(await totals(parent)).toEqual([100])
  })

  it('is not final at the end of a run in which what the parent is charged for its time failed', async () => {
    const { scope, setNow, sign, sharedCommit, onUsageInvoice, totals } = await openHierarchyDesk()
    const invoice = newInvoice([newItem('2024-09-01T00:00:00Z', { amount: new Decimal(300) })])
    const commits = [sharedCommit({ type: 'POSTPAID', access: august(300), invoice })]
    const parent = await sign('Acme', { subscriptions: onUsageInvoice, commits })
    const berlin = await sign('Berlin', {}, parent)
    setNow(at('2024-09-02T00:00:00Z'))
    await finalizeDue(scope, berlin.customerId)
    await finalizeConsolidated(scope, scope.clock.now())
    expect(await totals(parent)).toEqual([])
    await finalizeDue(scope, parent.customerId)
    expect(await totals(parent)).toEqual([200, 100])
  })

  it('is not made anew before the usage of the child is final that was due before', async () => {
    const { scope, parent, berlin, totals, trueup, sign } = await openPostpaid({ type: 'ALL' })
    await finalizeDue(scope, berlin.customerId)
    const [final] = await finalizeDue(scope, parent.customerId)
    const id = final?.invoice.id ?? ''
    await voidInvoice(scope, id)
    const oslo = await sign('Oslo', {}, parent)
    const { message } = await refusalOf(regenerateInvoice(scope, id))
    expect(message).toContain('what may draw on it is not final yet')
    await finalizeDue(scope, oslo.customerId)
    await regenerateInvoice(scope, id)
    expect(await trueup()).toBe(undefined)
    expect(await totals(parent)).toEqual([100])
  })

  it('waits for usage of the child that is to be invoiced anew', async () => {
    const { scope, berlin, trueup } = await openPostpaid({ type: 'ALL' })
    await finalizeDue(scope, berlin.customerId)
    const [usage] = await findInvoices(scope, berlin.customerId)
    await voidInvoice(scope, usage?.id ?? '')
    expect((await trueup())?.dueAt).toBe(Infinity)
  })

  it('waits for usage of the child whose issue was moved', async () => {
    const { scope, berlin, trueup } = await openPostpaid({ type: 'ALL' })
    const [usage] = await draftHeads(scope, berlin.customerId)
    await updateIssueDate(scope, usage?.id ?? '', at('2024-09-05T00:00:00Z'))
    expect((await trueup())?.dueAt).toBe(at('2024-09-05T00:00:00Z'))
  })

  it('waits for nothing of a child that has no access', async () => {
    const { trueup } = await openPostpaid({ type: 'NONE' })
    expect((await trueup())?.dueAt).toBe(at('2024-09-01T00:00:00Z'))
  })
})
