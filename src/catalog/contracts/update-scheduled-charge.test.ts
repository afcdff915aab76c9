import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { newItem } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { openSigned } from '../testing/signed-contract.ts'
import type { ScheduledChargeUpdate } from './contract-change.ts'

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
