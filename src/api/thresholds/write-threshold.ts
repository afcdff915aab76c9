import type { z } from 'zod'
import type * as wire from '../../../schemas/thresholds.ts'
import type {
  NewPrepaidThreshold,
  NewSpendThreshold,
  PrepaidThresholdUpdate,
  SpendThresholdUpdate,
} from '../../catalog/thresholds/new-threshold.ts'
import type { BalanceExclusion, PaymentGate } from '../../rating/thresholds/threshold.ts'
import { writeApplicability } from '../balances/write-balance.ts'
import { writeBalanceUpdate } from '../balances/write-balance-update.ts'
import { unlessEmpty } from '../wire-fields.ts'

/** The thresholds of a contract or package as responses show them; one that there is not is left out. */
export function writeThresholds({
  spendThreshold: spend,
  prepaidThreshold: prepaid,
}: {
  spendThreshold?: NewSpendThreshold | null
  prepaidThreshold?: NewPrepaidThreshold | null
}) {
  return {
    spend_threshold_configuration: spend == null ? undefined : writeSpendThreshold(spend),
    prepaid_balance_threshold_configuration: prepaid == null ? undefined : writePrepaidThreshold(prepaid),
  }
}

/** How an edit changed a spend threshold. */
export function writeSpendThresholdUpdate(
  update: SpendThresholdUpdate,
): z.output<typeof wire.spendThresholdUpdateView> {
  const { commit, paymentGate, paymentFraction } = update
  return {
    is_enabled: update.isEnabled,
    threshold_amount: update.thresholdAmount,
    commit:
      commit === undefined
        ? undefined
        : {
            product_id: commit.productId,
            name: commit.name ?? undefined,
            description: commit.description,
            priority: commit.priority,
          },
    payment_gate_config: paymentGate === undefined ? undefined : writePaymentGate(paymentGate),
    discount_configuration:
      paymentFraction === undefined || paymentFraction === null
        ? paymentFraction
        : { payment_fraction: paymentFraction },
  }
}

/** How an edit changed a prepaid balance threshold. */
export function writePrepaidThresholdUpdate(
  update: PrepaidThresholdUpdate,
): z.output<typeof wire.prepaidThresholdUpdateView> {
  const { commit, ...written } = writeSpendThresholdUpdate(update)
  const { balanceExclusions } = update
  return {
    ...written,
    commit:
      commit === undefined ? undefined : { ...commit, ...writeApplicabilityUpdate(update.commit ?? {}) },
    recharge_to_amount: update.rechargeToAmount,
    custom_credit_type_id: update.creditTypeId,
    threshold_balance_specifiers:
      balanceExclusions === undefined || balanceExclusions === null
        ? balanceExclusions
        : writeExclusions(balanceExclusions),
  }
}

function writeSpendThreshold(threshold: NewSpendThreshold): z.output<typeof wire.spendThresholdView> {
  const { commit, paymentFraction } = threshold
  return {
    is_enabled: threshold.isEnabled,
    threshold_amount: threshold.thresholdAmount,
    commit: {
      product_id: commit.productId,
      name: commit.name ?? undefined,
      description: commit.description ?? undefined,
      priority: commit.priority ?? undefined,
    },
    payment_gate_config: writePaymentGate(threshold.paymentGate),
    discount_configuration: paymentFraction === null ? undefined : { payment_fraction: paymentFraction },
  }
}

function writePrepaidThreshold(threshold: NewPrepaidThreshold): z.output<typeof wire.prepaidThresholdView> {
  const written = writeSpendThreshold(threshold)
  return {
    ...written,
    commit: { ...written.commit, ...writeApplicability(threshold.commit) },
    recharge_to_amount: threshold.rechargeToAmount,
    custom_credit_type_id: threshold.creditTypeId ?? undefined,
    threshold_balance_specifiers: unlessEmpty(writeExclusions(threshold.balanceExclusions)),
  }
}

function writePaymentGate({ type, taxType, precalculatedTax }: PaymentGate) {
  return {
    payment_gate_type: type,
    tax_type: taxType,
    precalculated_tax_config:
      precalculatedTax === null
        ? undefined
        : { tax_amount: precalculatedTax.amount, tax_name: precalculatedTax.name ?? undefined },
  }
}

function writeApplicabilityUpdate(commit: NonNullable<PrepaidThresholdUpdate['commit']>) {
  const { applicableProductIds, applicableProductTags, specifiers } = commit
  const written = writeBalanceUpdate('', { applicableProductIds, applicableProductTags, specifiers })
  return {
    applicable_product_ids: written.applicable_product_ids,
    applicable_product_tags: written.applicable_product_tags,
    specifiers: written.specifiers,
  }
}

function writeExclusions(exclusions: readonly BalanceExclusion[]) {
  return exclusions.map(({ exclude }) => ({
    exclude: exclude.map(({ customFieldFilters }) => ({
      custom_field_filters: customFieldFilters.map((filter) => ({ ...filter })),
    })),
  }))
}
