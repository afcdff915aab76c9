import type { Decimal } from '../../kernel/decimal.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import { isInForce } from '../../kernel/term.ts'
import type { PrepaidThreshold } from '../../rating/thresholds/threshold.ts'
import { addContractVersion } from '../contracts/add-version.ts'
import { findUnitsOf } from '../contracts/contract-book.ts'
import { listContractsOf } from '../contracts/list.ts'
import type { Contract } from '../contracts/rows.ts'
import type { CatalogScope } from '../scope.ts'
import { validateThresholdAmounts, type AmountFields } from './validate-threshold.ts'

/** A change of a customer's recharging; what is undefined stays. */
export interface RechargeUpdate {
  isEnabled: boolean | undefined
  thresholdAmount: Decimal | undefined
  rechargeToAmount: Decimal | undefined
}

const FIELDS: AmountFields = {
  threshold: 'recharge_threshold',
  rechargeTo: 'recharge_to_amount',
  creditType: 'customer_id',
}

/**
 * Changes the one prepaid balance threshold that a customer has among the contracts in force; of several, the one that is
 * enabled (OpenAPI, updateActiveRechargeConfig).
 * @throws Problem not_found where there is no such customer or threshold; invalid where there is more than one, or naming
 * the field that breaks a rule.
 */
export async function updateActiveRecharge(
  scope: CatalogScope,
  customerId: string,
  update: RechargeUpdate,
): Promise<void> {
  if (Object.values(update).every((value) => value === undefined)) throw invalid('body: changes nothing')
  const now = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const contracts = await listContractsOf({ catalog: transaction }, customerId, { includeArchived: false })
    const { contract, threshold } = activeOf(
      contracts.filter(({ terms }) => isInForce(terms, now)),
      customerId,
    )
    const changed = {
      ...threshold,
      isEnabled: update.isEnabled ?? threshold.isEnabled,
      thresholdAmount: update.thresholdAmount ?? threshold.thresholdAmount,
      rechargeToAmount: update.rechargeToAmount ?? threshold.rechargeToAmount,
    }
    const { rateCardId } = contract.terms
    if (update.thresholdAmount !== undefined || update.rechargeToAmount !== undefined) {
      const units = await findUnitsOf(transaction, rateCardId)
      validateThresholdAmounts({ rateCardId, ...units }, changed, FIELDS)
    }
    await addContractVersion(transaction, contract, {
      kind: 'EDIT',
      change: { prepaidThresholdUpdate: update },
      terms: { ...contract.terms, prepaidThreshold: changed },
      createdAt: now,
    })
  })
}

interface Recharged {
  contract: Contract
  threshold: PrepaidThreshold
}

function activeOf(contracts: readonly Contract[], customerId: string): Recharged {
  const all = contracts.flatMap((contract): Recharged[] => {
    const { prepaidThreshold: threshold } = contract.terms
    return threshold === null ? [] : [{ contract, threshold }]
  })
  const enabled = all.filter(({ threshold }) => threshold.isEnabled)
  const [active, ...others] = enabled.length > 0 ? enabled : all
  if (active === undefined) throw notFound('customer_id: prepaid balance threshold of customer', customerId)
  if (others.length === 0) return active
  const ids = [active, ...others].map(({ contract }) => contract.id).join(', ')
  throw invalid(`customer_id: more than one contract has a prepaid balance threshold: ${ids}`)
}
