import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import {
  newCharge,
  newEdit,
  newItem,
  newOverride,
  newSubscription,
  openDealDesk,
} from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { archiveContract } from './archive.ts'
import type { ScheduledChargeUpdate, SubscriptionUpdate } from './contract-change.ts'
import { editContract } from './edit.ts'
import { getContractAsOf } from './get-as-of.ts'
import { getContract } from './get.ts'
import type { NewSubscription } from './new-terms.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')
const NOVEMBER = at('2024-11-01T00:00:00Z')

/** A contract to November with a halving, a charge in September and October, and a subscription of 10. */
async function openSigned(subscription: Partial<NewSubscription> = {}) {
  const desk = await openDealDesk()
  const contract = await desk.sign({
    name: 'Pilot',
    endingBefore: NOVEMBER,
    netPaymentTermsDays: 30,
    overrides: [newOverride({ endingBefore: NOVEMBER })],
    scheduledCharges: [
      newCharge(desk.setup.id, { items: [newItem('2024-09-01T00:00:00Z'), newItem('2024-10-01T00:00:00Z')] }),
    ],
    subscriptions: [newSubscription(desk.seats.id, subscription)],
  })
  const ref = { customerId: desk.customer.id, contractId: contract.id }
  const edit = (given: Parameters<typeof newEdit>[0]) => editContract(desk.scope, ref, newEdit(given))
  const [override, charge, subscribed] = [
    contract.terms.overrides[0],
    contract.terms.scheduledCharges[0],
    contract.terms.subscriptions[0],
  ]
  if (override === undefined || charge === undefined || subscribed === undefined)
    throw new Error('not signed')
  return { ...desk, contract, ref, edit, override, charge, subscription: subscribed }
}

describe('an edit', () => {
  test('makes several changes at once, in one version with what it changed', async () => {
    const { edit, override, setup } = await openSigned()
    const edited = await edit({
      uniquenessKey: 'edit-1',
      changes: { name: null, netPaymentTermsDays: 45, removedOverrideIds: [override.id] },
      added: {
        overrides: [newOverride({ multiplier: new Decimal('0.9') })],
        discounts: [newCharge(setup.id)],
      },
    })
    expect(edited.terms).toMatchObject({ name: null, netPaymentTermsDays: 45 })
    expect(edited.terms.overrides.map(({ change }) => change)).toEqual([
      { type: 'MULTIPLIER', multiplier: new Decimal('0.9') },
    ])
    expect(edited.versions).toHaveLength(2)
    expect(edited.versions[1]).toMatchObject({
      kind: 'EDIT',
      uniquenessKey: 'edit-1',
      change: {
        name: null,
        netPaymentTermsDays: 45,
        removedOverrideIds: [override.id],
        overrides: edited.terms.overrides,
        discounts: edited.terms.discounts,
      },
    })
  })

  test('that is refused for one change makes none, and its key stays free', async () => {
    const { scope, contract, ref, edit, setup } = await openSigned()
    const added = { scheduledCharges: [newCharge(setup.id), newCharge('nothing')] }
    const refusal = await refusalOf(edit({ uniquenessKey: 'edit-1', changes: { name: 'New' }, added }))
    expect(refusal).toMatchObject({
      kind: 'not_found',
      message: 'add_scheduled_charges.1.product_id: product nothing was not found',
    })
    expect(await getContract(scope, ref)).toEqual(contract)
    await edit({ uniquenessKey: 'edit-1', changes: { name: 'New' } })
  })

  test('that fails in the middle leaves the contract as it was', async () => {
    const { scope, contract, ref, edit } = await openSigned()
    scope.file.exec(
      `CREATE TRIGGER no_more_ends BEFORE UPDATE ON contracts
       BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`,
    )
    await expect(edit({ changes: { endingBefore: OCTOBER } })).rejects.toThrow('the disk is full')
    expect(await getContract(scope, ref)).toEqual(contract)
  })

  test('is made once by one uniqueness key', async () => {
    const { edit } = await openSigned()
    const first = await edit({ uniquenessKey: 'edit-1', changes: { name: 'First' } })
    const refusal = await refusalOf(edit({ uniquenessKey: 'edit-1', changes: { name: 'Second' } }))
    expect(refusal).toMatchObject({
      kind: 'conflict',
      message: 'uniqueness_key: this uniqueness key has already been used',
      details: { conflicting_id: first.versions[1]?.id },
    })
  })

  test('without a change is refused, and so is one of an archived contract', async () => {
    const { scope, ref, edit } = await openSigned()
    expect((await refusalOf(edit({ uniquenessKey: 'edit-1' }))).message).toBe(
      'body: changes nothing; an edit needs at least one change',
    )
    await archiveContract(scope, ref)
    expect((await refusalOf(edit({ changes: { name: 'New' } }))).message).toBe(
      `contract_id: contract ${ref.contractId} is archived`,
    )
  })
})

describe('a new end', () => {
  test('that is earlier ends the terms, and takes away what would come later', async () => {
    const { edit } = await openSigned()
    const { terms } = await edit({ changes: { endingBefore: OCTOBER } })
    expect(terms.endingBefore).toBe(OCTOBER)
    expect(terms.overrides[0]?.endingBefore).toBe(OCTOBER)
    expect(terms.scheduledCharges[0]?.items.map(({ timestamp }) => timestamp)).toEqual([SEPTEMBER])
    const reopened = await edit({ changes: { endingBefore: null } })
    expect(reopened.terms).toMatchObject({ endingBefore: null, overrides: [{ endingBefore: OCTOBER }] })
  })

  test('is what added terms are held against', async () => {
    const { edit } = await openSigned()
    const late = [newOverride({ startingAt: NOVEMBER })]
    expect((await refusalOf(edit({ added: { overrides: late } }))).message).toBe(
      "add_overrides.0.starting_at: must be before the contract's ending_before",
    )
    await edit({ changes: { endingBefore: null }, added: { overrides: late } })
  })

  test('cannot be at the start', async () => {
    const { edit } = await openSigned()
    expect((await refusalOf(edit({ changes: { endingBefore: AUGUST } }))).message).toBe(
      "update_contract_end_date: must be after the contract's starting_at",
    )
  })
})

describe('a scheduled charge', () => {
  const update = (id: string, changes: Partial<ScheduledChargeUpdate>) => ({
    changes: {
      scheduledChargeUpdates: [{ id, addedItems: [], itemUpdates: [], removedItemIds: [], ...changes }],
    },
  })
  const whole = { amount: null, unitPrice: null, quantity: null }

  test('gets, changes and loses items', async () => {
    const { edit, charge } = await openSigned()
    const [september, october] = charge.items.map(({ id }) => id)
    const { terms } = await edit(
      update(charge.id, {
        netsuiteSalesOrderId: 'SO-2',
        addedItems: [newItem('2024-08-20T00:00:00Z', { amount: new Decimal(5) })],
        itemUpdates: [
          { id: september ?? '', timestamp: at('2024-09-15T00:00:00Z'), ...whole, quantity: new Decimal(3) },
        ],
        removedItemIds: [october ?? ''],
      }),
    )
    expect(terms.scheduledCharges[0]).toMatchObject({ id: charge.id, netsuiteSalesOrderId: 'SO-2' })
    // 3 at the 1,000 that the item has.
    expect(
      terms.scheduledCharges[0]?.items.map(({ timestamp, amount }) => [timestamp, amount.toNumber()]),
    ).toEqual([
      [at('2024-08-20T00:00:00Z'), 5],
      [at('2024-09-15T00:00:00Z'), 3000],
    ])
  })

  test('is archived once, and changes no more', async () => {
    const { edit, charge } = await openSigned()
    const { terms } = await edit({ changes: { archivedChargeIds: [charge.id] } })
    expect(terms.scheduledCharges[0]?.archivedAt).toBe(at('2024-08-15T12:00:00Z'))
    expect((await refusalOf(edit({ changes: { archivedChargeIds: [charge.id] } }))).message).toBe(
      `archive_scheduled_charges.0.id: scheduled charge ${charge.id} is archived already`,
    )
    expect((await refusalOf(edit(update(charge.id, { netsuiteSalesOrderId: null })))).message).toBe(
      `update_scheduled_charges.0.scheduled_charge_id: scheduled charge ${charge.id} is archived`,
    )
  })

  test.each<[field: string, rule: string, changes: Partial<ScheduledChargeUpdate>]>([
    ['', 'changes nothing of the scheduled charge', {}],
    [
      '.invoice_schedule.remove_schedule_items.0.id',
      'schedule item nothing was not found',
      { removedItemIds: ['nothing'] },
    ],
    [
      '.invoice_schedule.update_schedule_items.0.id',
      'schedule item nothing was not found',
      { itemUpdates: [{ id: 'nothing', timestamp: null, ...whole }] },
    ],
    [
      '.invoice_schedule.add_schedule_items.0.timestamp',
      "must not be after the contract's ending_before",
      { addedItems: [newItem('2024-11-01T01:00:00Z')] },
    ],
  ])('is not changed by%s: %s', async (field, rule, changes) => {
    const { edit, charge } = await openSigned()
    const refusal = await refusalOf(edit(update(charge.id, changes)))
    expect(refusal.message).toBe(`update_scheduled_charges.0${field}: ${rule}`)
  })
})

describe('a subscription', () => {
  const update = (id: string, changes: Partial<SubscriptionUpdate>) => ({
    changes: {
      subscriptionUpdates: [{ id, seatGroupKey: null, quantityUpdates: [], seatUpdates: [], ...changes }],
    },
  })
  const delta = (startingAt: number, quantity: number) => ({
    startingAt,
    quantity: null,
    quantityDelta: new Decimal(quantity),
  })

  test('changes in quantity, also by what later edits add before', async () => {
    const { edit, subscription } = await openSigned()
    await edit(update(subscription.id, { quantityUpdates: [delta(OCTOBER, 2)] }))
    const { terms } = await edit(update(subscription.id, { quantityUpdates: [delta(SEPTEMBER, -1)] }))
    // 10, then 9 from September, and 2 more in October.
    expect(
      terms.subscriptions[0]?.quantities.map(({ startingAt, quantity }) => [startingAt, quantity.toNumber()]),
    ).toEqual([
      [AUGUST, 10],
      [SEPTEMBER, 9],
      [OCTOBER, 11],
    ])
  })

  test('is ended, opened again and rounded', async () => {
    const { edit, subscription } = await openSigned()
    const rounding = { method: 'FLOOR', decimalPlaces: 0 } as const
    const { terms } = await edit(update(subscription.id, { endingBefore: OCTOBER, rounding }))
    expect(terms.subscriptions[0]).toMatchObject({ endingBefore: OCTOBER, rounding })
    const opened = await edit(update(subscription.id, { endingBefore: null, rounding: null }))
    expect(opened.terms.subscriptions[0]).toMatchObject({ endingBefore: null, rounding: null })
  })

  test('gets seats in place of a quantity, which are assigned from then on', async () => {
    const { edit, subscription } = await openSigned()
    await edit(update(subscription.id, { quantityUpdates: [delta(OCTOBER, -4)] }))
    const { terms } = await edit(
      update(subscription.id, {
        seatGroupKey: 'user',
        seatUpdates: [{ startingAt: SEPTEMBER, action: 'ADD_SEATS', seatIds: ['ann', 'bob'] }],
      }),
    )
    // Of 10 seats two are taken in September; in October four of the other eight go.
    expect(terms.subscriptions[0]).toMatchObject({
      quantityManagementMode: 'SEAT_BASED',
      seatGroupKey: 'user',
      quantityUpdates: [],
      seats: [
        { startingAt: AUGUST, seatIds: [], unassignedSeats: 10 },
        { startingAt: SEPTEMBER, seatIds: ['ann', 'bob'], unassignedSeats: 8 },
        { startingAt: OCTOBER, seatIds: ['ann', 'bob'], unassignedSeats: 4 },
      ],
    })
    expect(terms.subscriptions[0]?.quantities.map(({ quantity }) => quantity.toNumber())).toEqual([10, 10, 6])
    expect((await refusalOf(edit(update(subscription.id, { seatGroupKey: 'user' })))).message).toBe(
      'update_subscriptions.0.quantity_management_mode_update.quantity_management_mode: the subscription is SEAT_BASED already',
    )
  })

  test.each<[field: string, rule: string, changes: Partial<SubscriptionUpdate>]>([
    ['', 'changes nothing of the subscription', {}],
    ['.ending_before', 'must be after starting_at', { endingBefore: AUGUST }],
    [
      '.quantity_updates.0.quantity',
      'is required, or quantity_delta in its place, and not both',
      { quantityUpdates: [{ startingAt: SEPTEMBER, quantity: null, quantityDelta: null }] },
    ],
    ['.quantity_updates.0.quantity_delta', 'must not be 0', { quantityUpdates: [delta(SEPTEMBER, 0)] }],
    [
      '.quantity_updates.1',
      'the quantity would be negative',
      { quantityUpdates: [delta(SEPTEMBER, -4), delta(OCTOBER, -7)] },
    ],
    [
      '.quantity_updates.0.starting_at',
      "must not be before the subscription's starting_at",
      { quantityUpdates: [delta(AUGUST - 1, 1)] },
    ],
    [
      '.quantity_updates.0.starting_at',
      'must be before the subscription ends',
      { quantityUpdates: [delta(NOVEMBER, 1)] },
    ],
    [
      '.seat_updates',
      'are for SEAT_BASED subscriptions; this one takes quantity_updates',
      { seatUpdates: [{ startingAt: SEPTEMBER, action: 'ADD_UNASSIGNED', quantity: 1 }] },
    ],
    [
      '.seat_updates.remove_seat_ids.1.seat_ids',
      '"ann" is named twice',
      {
        seatGroupKey: 'user',
        seatUpdates: [
          { startingAt: SEPTEMBER, action: 'ADD_SEATS', seatIds: ['ann'] },
          { startingAt: SEPTEMBER, action: 'REMOVE_SEATS', seatIds: ['bob'] },
          { startingAt: SEPTEMBER, action: 'REMOVE_SEATS', seatIds: ['ann', 'ann'] },
        ],
      },
    ],
    [
      '.seat_updates.add_unassigned_seats.0',
      'the subscription would have over 1000 seats',
      {
        seatGroupKey: 'user',
        seatUpdates: [{ startingAt: SEPTEMBER, action: 'ADD_UNASSIGNED', quantity: 991 }],
      },
    ],
  ])('is not changed by%s: %s', async (field, rule, changes) => {
    const { edit, subscription } = await openSigned()
    const refusal = await refusalOf(edit(update(subscription.id, changes)))
    expect(refusal).toMatchObject({ kind: 'invalid', message: `update_subscriptions.0${field}: ${rule}` })
  })

  test('of a broken number has no seats, and what is not there is not found', async () => {
    const { edit, subscription } = await openSigned({ initialQuantity: new Decimal('2.5') })
    expect((await refusalOf(edit(update(subscription.id, { seatGroupKey: 'user' })))).message).toMatch(
      /SEAT_BASED needs whole quantities, and there is one of 2\.5$/,
    )
    for (const [field, changes] of [
      ['update_subscriptions.0.subscription_id: subscription', update('nothing', {}).changes],
      ['remove_overrides.0.id: override', { removedOverrideIds: ['nothing'] }],
      ['archive_scheduled_charges.0.id: scheduled charge', { archivedChargeIds: ['nothing'] }],
    ] as const) {
      expect(await refusalOf(edit({ changes }))).toMatchObject({
        kind: 'not_found',
        message: `${field} nothing was not found`,
      })
    }
  })
})

test('a contract can be seen as it was between its edits, and not before it was made', async () => {
  const { scope, ref, edit } = await openSigned()
  scope.setNow(SEPTEMBER)
  await edit({ changes: { name: 'Edited' } })
  scope.setNow(OCTOBER)
  await archiveContract(scope, ref)
  const nameAt = async (instant: number) => {
    const { terms, versions, archivedAt } = await getContractAsOf(scope, ref, instant)
    return [terms.name, versions.length, archivedAt]
  }
  expect(await nameAt(SEPTEMBER - 1)).toEqual(['Pilot', 1, null])
  expect(await nameAt(SEPTEMBER)).toEqual(['Edited', 2, null])
  expect(await nameAt(OCTOBER)).toEqual(['Edited', 2, OCTOBER])
  const refusal = await refusalOf(getContractAsOf(scope, ref, at('2024-08-15T11:59:59Z')))
  expect(refusal.kind).toBe('not_found')
})
