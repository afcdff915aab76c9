import { invalid, notFound } from '../../kernel/errors.ts'
import { changeScheduleItems, isEmptyItemsUpdate } from './change-schedule-items.ts'
import type { ScheduledChargeUpdate } from './contract-change.ts'
import type { ContractTerms, ScheduledCharge } from './terms.ts'

/**
 * Changes a scheduled charge of a contract (OpenAPI, editContract: update_scheduled_charges).
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
  const { netsuiteSalesOrderId } = update
  if (netsuiteSalesOrderId === undefined && isEmptyItemsUpdate(update)) {
    throw invalid(`${fieldPrefix.slice(0, -1)}: changes nothing of the scheduled charge`)
  }
  const changed: ScheduledCharge = {
    ...charge,
    netsuiteSalesOrderId:
      netsuiteSalesOrderId === undefined ? charge.netsuiteSalesOrderId : netsuiteSalesOrderId,
    items: changeScheduleItems(terms, charge.items, update, `${fieldPrefix}invoice_schedule.`),
  }
  return {
    ...terms,
    scheduledCharges: terms.scheduledCharges.map((one) => (one === charge ? changed : one)),
  }
}
