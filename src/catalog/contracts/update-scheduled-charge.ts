import { invalid, notFound } from '../../kernel/errors.ts'
import { chargeAmount } from './charge-amount.ts'
import type { ScheduledChargeUpdate, ScheduleItemUpdate } from './contract-change.ts'
import { inOrder, makeScheduleItem, requireChargeDate } from './make-schedule-items.ts'
import type { ContractTerms, ScheduledCharge, ScheduleItem } from './terms.ts'

/**
 * Changes a scheduled charge of a contract: items that it has, then those removed, then new ones (OpenAPI,
 * editContract: update_scheduled_charges).
 * @throws Problem not_found where the charge or an item does not exist, invalid where a rule is broken, both naming the
 * field.
 */
export function updateScheduledCharge(
  terms: ContractTerms,
  update: ScheduledChargeUpdate,
  fieldPrefix: string,
): ContractTerms {
  const charge = terms.scheduledCharges.find(({ id }) => id === update.id)
  const field = `${fieldPrefix}scheduled_charge_id`
  if (charge === undefined) throw notFound(`${field}: scheduled charge`, update.id)
  if (charge.archivedAt !== null) throw invalid(`${field}: scheduled charge ${charge.id} is archived`)
  const { netsuiteSalesOrderId, addedItems, itemUpdates, removedItemIds } = update
  if (netsuiteSalesOrderId === undefined && [...addedItems, ...itemUpdates, ...removedItemIds].length === 0) {
    throw invalid(`${fieldPrefix.slice(0, -1)}: changes nothing of the scheduled charge`)
  }
  const changed: ScheduledCharge = {
    ...charge,
    netsuiteSalesOrderId:
      netsuiteSalesOrderId === undefined ? charge.netsuiteSalesOrderId : netsuiteSalesOrderId,
    items: changeItems(terms, charge.items, update, `${fieldPrefix}invoice_schedule.`),
  }
  return {
    ...terms,
    scheduledCharges: terms.scheduledCharges.map((one) => (one === charge ? changed : one)),
  }
}

function changeItems(
  terms: ContractTerms,
  before: readonly ScheduleItem[],
  { addedItems, itemUpdates, removedItemIds }: ScheduledChargeUpdate,
  fieldPrefix: string,
): ScheduleItem[] {
  let items = [...before]
  for (const [index, update] of itemUpdates.entries()) {
    items = updateItem(terms, items, update, `${fieldPrefix}update_schedule_items.${index}.`)
  }
  for (const [index, id] of removedItemIds.entries()) {
    requireItem(items, id, `${fieldPrefix}remove_schedule_items.${index}.id`)
    items = items.filter((item) => item.id !== id)
  }
  const added = addedItems.map((item, index) =>
    makeScheduleItem(terms, item, `${fieldPrefix}add_schedule_items.${index}.`),
  )
  return inOrder([...items, ...added])
}

function updateItem(
  terms: ContractTerms,
  items: readonly ScheduleItem[],
  update: ScheduleItemUpdate,
  fieldPrefix: string,
): ScheduleItem[] {
  const item = requireItem(items, update.id, `${fieldPrefix}id`)
  const timestamp = update.timestamp ?? item.timestamp
  if (update.timestamp !== null) requireChargeDate(terms, update.timestamp, `${fieldPrefix}timestamp`)
  const changed = { ...item, timestamp, ...amountOf(item, update, fieldPrefix) }
  return items.map((one) => (one === item ? changed : one))
}

/** What is not given of a unit price and a quantity stays. */
function amountOf(item: ScheduleItem, update: ScheduleItemUpdate, fieldPrefix: string) {
  const { amount, unitPrice, quantity } = update
  if (amount === null && unitPrice === null && quantity === null) return {}
  if (amount !== null) return chargeAmount(update, fieldPrefix)
  return chargeAmount(
    { amount, unitPrice: unitPrice ?? item.unitPrice, quantity: quantity ?? item.quantity },
    fieldPrefix,
  )
}

function requireItem(items: readonly ScheduleItem[], id: string, field: string): ScheduleItem {
  const item = items.find((one) => one.id === id)
  if (item === undefined) throw notFound(`${field}: schedule item`, id)
  return item
}
