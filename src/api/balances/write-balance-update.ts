import type { z } from 'zod'
import type { commitUpdateView } from '../../../schemas/balance-views.ts'
import type { AccessUpdate, BalanceUpdate } from '../../catalog/balances/balance-update.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { wireInstant } from '../wire-fields.ts'
import { writeItemsUpdate } from '../contracts/write-schedule.ts'
import { writeGivenAccess, writeSpecifier } from './write-balance.ts'

/** How an edit changed a commit or credit; what it left as it was is left out. */
export function writeBalanceUpdate(id: string, update: BalanceUpdate): z.output<typeof commitUpdateView> {
  const { access, invoice, specifiers } = update
  return {
    id,
    name: update.name,
    description: update.description,
    access_schedule: access === undefined ? undefined : writeAccessUpdate(access),
    netsuite_sales_order_id: update.netsuiteSalesOrderId,
    rollover_fraction: update.rolloverFraction,
    invoice_schedule: invoice === undefined ? undefined : writeItemsUpdate(invoice),
    applicable_product_ids: copy(update.applicableProductIds),
    applicable_product_tags: copy(update.applicableProductTags),
    specifiers: specifiers === null ? null : specifiers?.map(writeSpecifier),
    product_id: update.productId,
    priority: update.priority,
    rate_type: update.rateType,
    hierarchy_configuration:
      update.childAccess === undefined ? undefined : writeGivenAccess(update.childAccess),
  }
}

function writeAccessUpdate({ added, updates, removedIds }: AccessUpdate) {
  return {
    add_schedule_items: added.map(({ amount, startingAt, endingBefore }) => ({
      amount,
      starting_at: formatInstant(startingAt),
      ending_before: formatInstant(endingBefore),
    })),
    update_schedule_items: updates.map(({ id, amount, startingAt, endingBefore }) => ({
      id,
      amount: amount ?? undefined,
      starting_at: wireInstant(startingAt),
      ending_before: wireInstant(endingBefore),
    })),
    remove_schedule_items: removedIds.map((id) => ({ id })),
  }
}

function copy(list: readonly string[] | null | undefined): string[] | null | undefined {
  return list === null ? null : list?.slice()
}
