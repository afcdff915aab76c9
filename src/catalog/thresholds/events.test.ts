import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { getBalance } from '../balances/get.ts'
import { archiveContract } from '../contracts/archive.ts'
import { editContract } from '../contracts/edit.ts'
import { getContractById } from '../contracts/get.ts'
import { customerRevision } from '../invoices/revision.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { newEdit, openDealDesk } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { EXTERNAL_GATE, newPrepaidThreshold, newSpendThreshold } from '../testing/thresholds.ts'
import type { ThresholdCharge } from '../../rating/thresholds/threshold-charge.ts'
import { findBalances } from '../balances/find.ts'
import { createPricingUnit } from '../pricing-units/create.ts'
import type { ThresholdKind } from '../tables.ts'
import type { NewSpendThreshold } from './new-threshold.ts'
import { listThresholdEvents } from './list-events.ts'
import { openThresholdEvent } from './open-event.ts'
import { releaseThreshold } from './release.ts'

const NOW = at('2024-08-15T12:00:00Z')
const CHARGE = { amount: new Decimal(3000), payable: new Decimal(2700) }

/** A contract with both thresholds, and what is done once one of them is reached. */
async function openDesk(changes: Partial<NewSpendThreshold> = {}) {
  const desk = await openDealDesk()
  const { scope, customer, setup } = desk
  const contract = await desk.sign({
    endingBefore: at('2025-08-01T00:00:00Z'),
    spendThreshold: newSpendThreshold(setup.id, changes),
    prepaidThreshold: newPrepaidThreshold(setup.id, changes),
  })
  const ref = { customerId: customer.id, contractId: contract.id }
  const revision = () => customerRevision(scope.catalog, customer.id)
  const reach = async (kind: ThresholdKind, from?: string, charge: ThresholdCharge = CHARGE) =>
    openThresholdEvent(scope, ref, { kind, ...charge, revision: from ?? (await revision()) })
  const reachGated = async (kind: ThresholdKind, charge?: ThresholdCharge) => {
    const event = await reach(kind, undefined, charge)
    if (event?.workflowId == null) throw new Error('no payment is waited for')
    return { ...event, workflowId: event.workflowId }
  }
  const commitOf = (id: string | null) =>
    getBalance(
      scope.catalog,
      { kind: 'commit', customerId: customer.id, id: id ?? 'none' },
      scope.clock.now(),
    )
  const eventsOf = async () => (await listThresholdEvents(scope, contract.id, {})).data
  const termsOf = async () => (await getContractById(scope, contract.id)).terms
  return { ...desk, contract, ref, revision, reach, reachGated, commitOf, eventsOf, termsOf }
}

describe('a threshold without a payment gate', () => {
  test('the commit is there at once, drawn after those of a lower priority, and billed now', async () => {
    const { setup, contract, reach, commitOf, eventsOf } = await openDesk()
    const event = await reach('PREPAID')
    expect(event).toMatchObject({
      contractId: contract.id,
      kind: 'PREPAID',
      status: 'PAID',
      workflowId: null,
      creditTypeId: USD_CENTS_ID,
      ...CHARGE,
      invoiceAt: NOW,
      createdAt: NOW,
      settledAt: NOW,
    })
    expect(await eventsOf()).toEqual([event])
    const commit = await commitOf(event?.balanceId ?? null)
    expect(commit).toMatchObject({
      type: 'PREPAID',
      contractId: contract.id,
      origin: { kind: 'THRESHOLD', of: 'PREPAID' },
      createdAt: NOW,
    })
    expect(commit.terms).toMatchObject({
      name: null,
      productId: setup.id,
      priority: new Decimal(100),
      rateType: 'LIST_RATE',
      access: {
        creditTypeId: USD_CENTS_ID,
        segments: [{ amount: CHARGE.amount, startingAt: NOW, endingBefore: at('2025-08-15T12:00:00Z') }],
      },
      invoice: {
        creditTypeId: USD_CENTS_ID,
        items: [{ timestamp: NOW, amount: CHARGE.payable }],
        doNotInvoice: false,
      },
    })
  })

  test('the commit says what the threshold says of it', async () => {
    const { scope, ref, requests, reach, commitOf } = await openDesk()
    const commit = { name: 'Top-up', description: 'Automatic', priority: new Decimal(3) }
    const update = { commit: { ...commit, applicableProductIds: [requests.id] } }
    await editContract(scope, ref, newEdit({ changes: { prepaidThresholdUpdate: update } }))
    const { terms } = await commitOf((await reach('PREPAID'))?.balanceId ?? null)
    expect(terms).toMatchObject(update.commit)
  })

  test('the commit for a spend pays for the billing period so far', async () => {
    const { reach, commitOf } = await openDesk()
    const { terms } = await commitOf((await reach('SPEND'))?.balanceId ?? null)
    expect(terms.access.segments).toMatchObject([{ startingAt: at('2024-08-01T00:00:00Z') }])
  })

  test('each has a date of its own, though the clock stands, as a bill on the date of another is never made', async () => {
    const { reach, eventsOf } = await openDesk()
    await reach('PREPAID')
    await reach('PREPAID')
    await reach('SPEND')
    expect((await eventsOf()).map(({ invoiceAt }) => invoiceAt)).toEqual([NOW, NOW - 1, NOW - 2])
  })
})

describe('a threshold behind a payment gate', () => {
  const gated = () => openDesk({ paymentGate: EXTERNAL_GATE })

  test('the payment is waited for, and there is no commit', async () => {
    const { scope, reachGated } = await gated()
    const event = await reachGated('SPEND')
    expect(event).toMatchObject({ status: 'PENDING', balanceId: null, invoiceAt: null, settledAt: null })
    expect(await scope.catalog.selectFrom('balances').selectAll().execute()).toEqual([])
  })

  test('no second threshold of the kind is opened meanwhile', async () => {
    const { reach } = await gated()
    await reach('SPEND')
    expect(await reach('SPEND')).toBeNull()
    expect(await reach('PREPAID')).toMatchObject({ status: 'PENDING' })
  })

  test('once it is paid the commit is there, as it was offered, whatever the contract says by then', async () => {
    const { scope, ref, reachGated, reach, commitOf, eventsOf } = await gated()
    const { workflowId } = await reachGated('PREPAID')
    const update = { commit: { name: 'Later' }, rechargeToAmount: new Decimal(9000) }
    await editContract(scope, ref, newEdit({ changes: { prepaidThresholdUpdate: update } }))
    const paidAt = at('2024-08-16T09:30:00Z')
    scope.setNow(paidAt)
    await releaseThreshold(scope, workflowId, 'PAID')

    const [event] = await eventsOf()
    expect(event).toMatchObject({ status: 'PAID', createdAt: NOW, settledAt: paidAt, invoiceAt: paidAt })
    const { terms } = await commitOf(event?.balanceId ?? null)
    expect(terms.name).toBeNull()
    expect(terms.access.segments).toMatchObject([
      { amount: CHARGE.amount, startingAt: at('2024-08-16T09:00:00Z') },
    ])
    expect(await reach('PREPAID')).toMatchObject({ status: 'PENDING' })
  })

  test('where it fails the threshold is disabled, as if by an edit, and not tried again', async () => {
    const { scope, contract, reach, reachGated, eventsOf, termsOf } = await gated()
    const { workflowId } = await reachGated('SPEND')
    await releaseThreshold(scope, workflowId, 'FAILED')
    expect(await eventsOf()).toMatchObject([{ status: 'FAILED', balanceId: null, settledAt: NOW }])
    const { spendThreshold, prepaidThreshold } = await termsOf()
    expect([spendThreshold?.isEnabled, prepaidThreshold?.isEnabled]).toEqual([false, true])
    const { versions } = await getContractById(scope, contract.id)
    expect(versions.at(-1)).toMatchObject({
      kind: 'EDIT',
      change: { spendThresholdUpdate: { isEnabled: false } },
    })
    expect(await reach('SPEND')).toBeNull()
  })

  test('an unknown payment is not found, and a settled one is not settled again', async () => {
    const { scope, reachGated } = await gated()
    const unknown = await refusalOf(releaseThreshold(scope, 'nothing', 'PAID'))
    expect(unknown).toMatchObject({
      kind: 'not_found',
      message: 'workflow_id: payment nothing was not found',
    })
    const { workflowId } = await reachGated('SPEND')
    await releaseThreshold(scope, workflowId, 'PAID')
    const again = await refusalOf(releaseThreshold(scope, workflowId, 'FAILED'))
    expect(again).toMatchObject({
      kind: 'conflict',
      message: `workflow_id: the payment ${workflowId} is settled already: PAID`,
    })
  })

  test('of an archived contract a payment cannot be made any more, and can fail', async () => {
    const { scope, ref, contract, reachGated, eventsOf } = await gated()
    const { workflowId } = await reachGated('SPEND')
    await archiveContract(scope, ref)
    const { message } = await refusalOf(releaseThreshold(scope, workflowId, 'PAID'))
    expect(message).toBe(`workflow_id: contract ${contract.id} is archived`)
    expect(await eventsOf()).toMatchObject([{ status: 'PENDING' }])
    await releaseThreshold(scope, workflowId, 'FAILED')
    expect(await eventsOf()).toMatchObject([{ status: 'FAILED' }])
  })
})

describe('a spend in several units', () => {
  /** 1,000 cents and 40 tokens at 50, a tenth less to pay. */
  async function openMixed(changes: Partial<NewSpendThreshold> = {}) {
    const desk = await openDesk(changes)
    const tokens = await createPricingUnit(desk.scope, 'Tokens')
    const grants = [
      { creditTypeId: USD_CENTS_ID, amount: new Decimal(1000), payable: new Decimal(900) },
      { creditTypeId: tokens.id, amount: new Decimal(40), payable: new Decimal(1800) },
    ]
    const shown = async () =>
      (await findBalances(desk.scope, desk.customer.id)).map(({ id, terms: { access, invoice } }) => ({
        id,
        access: [access.creditTypeId, access.segments[0]?.amount.toNumber()],
        bill: [invoice?.creditTypeId, invoice?.items[0]?.amount.toNumber(), invoice?.items[0]?.timestamp],
      }))
    return { ...desk, tokens, charge: { ...CHARGE, grants }, shown }
  }

  test('has a commit in each, which are paid for in the currency and billed together', async () => {
    const { tokens, charge, reach, eventsOf, shown } = await openMixed()
    const event = await reach('SPEND', undefined, charge)
    expect(event).toMatchObject({ status: 'PAID', creditTypeId: USD_CENTS_ID, ...charge, invoiceAt: NOW })
    expect(await eventsOf()).toEqual([event])
    expect(await shown()).toEqual([
      { id: event?.balanceId, access: [USD_CENTS_ID, 1000], bill: [USD_CENTS_ID, 900, NOW] },
      { id: expect.any(String) as string, access: [tokens.id, 40], bill: [USD_CENTS_ID, 1800, NOW] },
    ])
  })

  test('waits for one payment, which gives them all', async () => {
    const { scope, charge, reachGated, eventsOf, shown } = await openMixed({ paymentGate: EXTERNAL_GATE })
    const { workflowId } = await reachGated('SPEND', charge)
    expect(await shown()).toEqual([])
    await releaseThreshold(scope, workflowId, 'PAID')
    expect((await shown()).map(({ bill }) => bill)).toEqual([
      [USD_CENTS_ID, 900, NOW],
      [USD_CENTS_ID, 1800, NOW],
    ])
    expect(await eventsOf()).toMatchObject([{ status: 'PAID', ...charge }])
  })
})

test('a payment that is waited for since before spends had grants is of one commit', async () => {
  const { scope, reachGated, eventsOf, commitOf } = await openDesk({ paymentGate: EXTERNAL_GATE })
  const { workflowId } = await reachGated('SPEND')
  await releaseThreshold(scope, workflowId, 'PAID')
  const [event] = await eventsOf()
  expect(event).not.toHaveProperty('grants')
  const { terms } = await commitOf(event?.balanceId ?? null)
  expect([terms.access.creditTypeId, terms.access.segments[0]?.amount]).toEqual([USD_CENTS_ID, CHARGE.amount])
})

describe('no threshold is opened', () => {
  test('by the second of two who read the same balance', async () => {
    const { revision, reach, eventsOf } = await openDesk()
    const read = await revision()
    expect(await reach('PREPAID', read)).not.toBeNull()
    expect(await reach('PREPAID', read)).toBeNull()
    expect(await eventsOf()).toHaveLength(1)
  })

  test('where the threshold is disabled', async () => {
    const { reach } = await openDesk({ isEnabled: false })
    expect(await reach('SPEND')).toBeNull()
  })

  test('before the contract starts, and from its end on', async () => {
    const { scope, reach } = await openDesk()
    scope.setNow(at('2024-07-31T23:59:59Z'))
    expect(await reach('SPEND')).toBeNull()
    scope.setNow(at('2025-08-01T00:00:00Z'))
    expect(await reach('SPEND')).toBeNull()
  })
})

test('an event is settled once, and neither changed otherwise nor removed', async () => {
  const { scope, reach } = await openDesk({ paymentGate: EXTERNAL_GATE })
  await reach('SPEND')
  const { file } = scope
  expect(() => file.exec("UPDATE threshold_events SET amount = '1'")).toThrow('never changes')
  expect(() => file.exec('DELETE FROM threshold_events')).toThrow('never removed')
  file.exec("UPDATE threshold_events SET status = 'FAILED', settled_at = 1")
  expect(() => file.exec('UPDATE threshold_events SET settled_at = 2')).toThrow('never changes')
})

test('a payment that cannot be noted leaves no commit behind, and is still waited for', async () => {
  const { scope, reachGated, eventsOf } = await openDesk({ paymentGate: EXTERNAL_GATE })
  const { workflowId } = await reachGated('SPEND')
  scope.file.exec(`
    CREATE TRIGGER full BEFORE UPDATE ON threshold_events BEGIN SELECT RAISE(ABORT, 'full'); END;
  `)
  await expect(releaseThreshold(scope, workflowId, 'PAID')).rejects.toThrow('full')
  expect(await eventsOf()).toMatchObject([{ status: 'PENDING' }])
  expect(await scope.catalog.selectFrom('balances').selectAll().execute()).toEqual([])
})

test('events are listed page by page, oldest first', async () => {
  const { scope, contract, reach } = await openDesk()
  for (let count = 0; count < 3; count += 1) await reach('SPEND')
  const first = await listThresholdEvents(scope, contract.id, { limit: 2 })
  const rest = await listThresholdEvents(scope, contract.id, {
    limit: 2,
    next_page: first.next_page ?? undefined,
  })
  expect([first, rest].map(({ data }) => data.map(({ seq }) => seq))).toEqual([[1, 2], [3]])
  expect(rest.next_page).toBeNull()
  expect(await refusalOf(listThresholdEvents(scope, 'nothing', {}))).toMatchObject({ kind: 'not_found' })
})
