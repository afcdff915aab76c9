import type { z } from 'zod'
import type * as wire from '../../../schemas/thresholds.ts'
import type { NewTerms } from '../../catalog/contracts/new-terms.ts'
import type {
  NewPrepaidThreshold,
  NewSpendThreshold,
  PrepaidThresholdUpdate,
  SpendThresholdUpdate,
} from '../../catalog/thresholds/new-threshold.ts'
import type { BalanceExclusion, PaymentGate } from '../../rating/thresholds/threshold.ts'
import { readApplicability, readBalanceUpdate } from '../balances/read-balance.ts'

type Spend = z.output<typeof wire.spendThresholdInput>
type Prepaid = z.output<typeof wire.prepaidThresholdInput>
type SpendUpdate = z.output<typeof wire.spendThresholdUpdateInput>
type PrepaidUpdate = z.output<typeof wire.prepaidThresholdUpdateInput>

/** The thresholds of a new contract or package, as a request gives them; null is what was left out. */
export function readThresholds({
  spend_threshold_configuration: spend,
  prepaid_balance_threshold_configuration: prepaid,
}: {
  spend_threshold_configuration?: Spend | undefined
  prepaid_balance_threshold_configuration?: Prepaid | undefined
}): Pick<NewTerms, 'spendThreshold' | 'prepaidThreshold'> {
  return {
    spendThreshold: spend === undefined ? null : readThreshold(spend),
    prepaidThreshold: prepaid === undefined ? null : readPrepaidThreshold(prepaid),
  }
}

/** A change of a spend threshold; what is left out stays. */
export function readSpendThresholdUpdate(given: SpendUpdate): SpendThresholdUpdate {
  return {
    isEnabled: given.is_enabled,
    thresholdAmount: given.threshold_amount,
    commit: given.commit === undefined ? undefined : readCommitUpdate(given.commit),
    paymentGate: given.payment_gate_config === undefined ? undefined : readGate(given.payment_gate_config),
    paymentFraction:
      given.discount_configuration === null ? null : given.discount_configuration?.payment_fraction,
  }
}

/** A change of a prepaid balance threshold; what is left out stays. */
export function readPrepaidThresholdUpdate(given: PrepaidUpdate): PrepaidThresholdUpdate {
  const { threshold_balance_specifiers: exclusions } = given
  return {
    ...readSpendThresholdUpdate(given),
    rechargeToAmount: given.recharge_to_amount,
    creditTypeId: given.custom_credit_type_id,
    balanceExclusions:
      exclusions === undefined || exclusions === null ? exclusions : readExclusions(exclusions),
  }
}

function readPrepaidThreshold(given: Prepaid): NewPrepaidThreshold {
  return {
    ...readThreshold(given),
    rechargeToAmount: given.recharge_to_amount,
    creditTypeId: given.custom_credit_type_id ?? null,
    balanceExclusions: readExclusions(given.threshold_balance_specifiers ?? []),
  }
}

function readThreshold(given: Omit<Spend, 'commit'> & Pick<Prepaid, 'commit'>): NewSpendThreshold {
  const { commit } = given
  return {
    isEnabled: given.is_enabled,
    thresholdAmount: given.threshold_amount,
    commit: {
      productId: commit.product_id,
      name: nameOf(commit.name) ?? null,
      description: commit.description ?? null,
      priority: commit.priority ?? null,
      ...readApplicability(commit),
    },
    paymentGate: readGate(given.payment_gate_config),
    paymentFraction: given.discount_configuration?.payment_fraction ?? null,
  }
}

function readCommitUpdate(given: NonNullable<PrepaidUpdate['commit']>): SpendThresholdUpdate['commit'] {
  const { productId, priority, description, applicableProductIds, applicableProductTags, specifiers } =
    readBalanceUpdate(given)
  const applicability = { applicableProductIds, applicableProductTags, specifiers }
  return { productId, name: nameOf(given.name), description, priority, ...applicability }
}

/** One left blank is that of the product (OpenAPI, createContract: spend_threshold_configuration). */
function nameOf(name: string | undefined): string | null | undefined {
  return name === '' ? null : name
}

function readGate(given: Spend['payment_gate_config']): PaymentGate {
  const { precalculated_tax_config: tax } = given
  return {
    type: given.payment_gate_type,
    taxType: given.tax_type ?? 'NONE',
    precalculatedTax: tax === undefined ? null : { amount: tax.tax_amount, name: tax.tax_name ?? null },
  }
}

function readExclusions(given: NonNullable<Prepaid['threshold_balance_specifiers']>): BalanceExclusion[] {
  return given.map(({ exclude }) => ({
    exclude: exclude.map(({ custom_field_filters: customFieldFilters }) => ({ customFieldFilters })),
  }))
}
