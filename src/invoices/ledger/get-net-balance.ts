import { findCustomers } from '../../catalog/customers/get.ts'
import { findPricingUnits } from '../../catalog/pricing-units/get.ts'
import type { Decimal } from '../../kernel/decimal.ts'
import { notFound } from '../../kernel/errors.ts'
import { readAccount } from './read-account.ts'
import type { InvoiceScope } from '../scope.ts'
import { netBalance, type NetBalanceQuestion } from './net-balance.ts'

/**
 * Finds what a customer can draw now of all commits and credits that a question is about, in the unit that it names.
 * @throws Problem not_found where there is no such customer or unit.
 */
export async function getNetBalance(
  scope: InvoiceScope,
  customerId: string,
  question: NetBalanceQuestion,
): Promise<Decimal> {
  const { creditTypeId } = question
  const [customer] = await findCustomers(scope, [customerId])
  if (customer === undefined) throw notFound('customer_id: customer', customerId)
  const [unit] = await findPricingUnits(scope, [creditTypeId])
  if (unit === undefined) throw notFound('credit_type_id: pricing unit', creditTypeId)
  return netBalance(await readAccount(scope, customerId), question)
}
