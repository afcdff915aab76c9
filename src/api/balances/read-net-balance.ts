import type { z } from 'zod'
import type { getNetBalance } from '../../../schemas/customer-balances.ts'
import { USD_CENTS_ID } from '../../catalog/pricing-units/get.ts'
import type { BalanceType } from '../../catalog/tables.ts'
import type { NetBalanceQuestion } from '../../invoices/ledger/net-balance.ts'

const TYPES = {
  PREPAID_COMMIT: 'PREPAID',
  POSTPAID_COMMIT: 'POSTPAID',
  CREDIT: 'CREDIT',
} as const satisfies Record<string, BalanceType>

/** Of which commits and credits what is left is asked for; without a unit, of those in US cents. */
export function readNetBalance(given: z.output<typeof getNetBalance.body>): NetBalanceQuestion {
  return {
    creditTypeId: given.credit_type_id ?? USD_CENTS_ID,
    filters: given.filters?.map((filter) => ({
      types: filter.balance_types?.map((type) => TYPES[type]),
      ids: filter.ids,
      customFields: filter.custom_fields,
    })),
    invoiceInclusionMode: given.invoice_inclusion_mode ?? 'FINALIZED_AND_DRAFT',
  }
}
