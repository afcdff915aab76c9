import { notFound } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Term } from '../../kernel/term.ts'
import { chargeAmount } from './charge-amount.ts'
import { inOrder, makeScheduleItem, requireChargeDate } from './make-schedule-items.ts'
import type { NewAmount, NewScheduleItem } from './new-terms.ts'
import type { ScheduleItem } from './terms.ts'

/** A change of one item of a schedule; null leaves what it had. */
export interface ScheduleItemUpdate extends NewAmount {
  id: string
  timestamp: Instant | null
}

/** A change of a schedule: of items that it has, then those removed, then new ones. */
export interface ScheduleItemsUpdate {
  addedItems: readonly NewScheduleItem[]
  itemUpdates: readonly ScheduleItemUpdate[]
  removedItemIds: readonly string[]
}

/** Whether a change of a schedule asks for nothing. */
export function isEmptyItemsUpdate({
  addedItems,
  itemUpdates,
  removedItemIds,
}: ScheduleItemsUpdate): boolean {
  return addedItems.length + itemUpdates.length + removedItemIds.length === 0
}

/**
 * Changes the items of a schedule; they stay in order of time (OpenAPI, editContract: invoice_schedule).
 * @param term where their dates have to lie.
 * @param fieldPrefix where the schedule is in the request, such as `update_scheduled_charges.0.invoice_schedule.`
 * @throws Problem not_found where an item does not exist, invalid where a rule is broken, both naming the field.
 */
export function changeScheduleItems(
  term: Term,
  before: readonly ScheduleItem[],
  { addedItems, itemUpdates, removedItemIds }: ScheduleItemsUpdate,
  fieldPrefix: string,
): ScheduleItem[] {
  let items = [...before]
  for (const [index, update] of itemUpdates.entries()) {
    items = updateItem(term, items, update, `${fieldPrefix}update_schedule_items.${index}.`)
  }
  for (const [index, id] of removedItemIds.entries()) {
    requireItem(items, id, `${fieldPrefix}remove_schedule_items.${index}.id`)
    items = items.filter((item) => item.id !== id)
  }
  const added = addedItems.map((item, index) =>
    makeScheduleItem(term, item, `${fieldPrefix}add_schedule_items.${index}.`),
  )
  return inOrder([...items, ...added])
}

function updateItem(
  term: Term,
  items: readonly ScheduleItem[],
  update: ScheduleItemUpdate,
  fieldPrefix: string,
): ScheduleItem[] {
  const item = requireItem(items, update.id, `${fieldPrefix}id`)
  const timestamp = update.timestamp ?? item.timestamp
  if (update.timestamp !== null) requireChargeDate(term, update.timestamp, `${fieldPrefix}timestamp`)
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
