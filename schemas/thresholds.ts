import { z } from 'zod'
import { BALANCE_ENTITIES, PAYMENT_GATE_TYPES, TAX_TYPES } from '../src/kernel/contract-words.ts'
import { creditInput, editCreditInput } from './balance-terms.ts'
import { creditUpdateView, recurringCreditView } from './balance-views.ts'
import { anyCase, customFields, decimal, nothing, page, pageQuery, uuid, wireTimestamp } from './common.ts'
import { endpoint } from './endpoint.ts'

/** Thresholds of contracts and packages: what requests say of them, what responses show, and what is done when they are reached. */

const tag = 'Contracts'

const text = z.string()
const applicability = {
  applicable_product_ids: true,
  applicable_product_tags: true,
  specifiers: true,
} as const

// There are no connections to Stripe, Anrok and the like, and no spend trackers: what needs them is refused by name.
const gateType = anyCase(PAYMENT_GATE_TYPES)
  .transform((type, context) => {
    if (type !== 'STRIPE') return type
    context.addIssue('STRIPE is not supported, as there is no Stripe connection; expected NONE or EXTERNAL')
    return z.NEVER
  })
  .meta({ override: { type: 'string', enum: [...PAYMENT_GATE_TYPES] } })

const taxType = anyCase(TAX_TYPES)
  .transform((type, context) => {
    if (type === 'NONE' || type === 'PRECALCULATED') return type
    context.addIssue(
      `${type} is not supported, as there is no connection to it; expected NONE or PRECALCULATED`,
    )
    return z.NEVER
  })
  .meta({ override: { type: 'string', enum: [...TAX_TYPES] } })

const precalculatedTax = z.strictObject({ tax_amount: decimal, tax_name: text.optional() })

const gateInput = z.strictObject({
  payment_gate_type: gateType,
  tax_type: taxType.optional(),
  stripe_config: z
    .strictObject({
      payment_type: anyCase(['INVOICE', 'PAYMENT_INTENT']),
      invoice_metadata: customFields.optional(),
    })
    .refine(() => false, 'is only for payment_gate_type STRIPE, which is not supported')
    .optional(),
  precalculated_tax_config: precalculatedTax.optional(),
})

const capInput = z
  .strictObject({ amount: decimal, spend_tracker_alias: text })
  .refine(() => false, 'is not supported, as there are no spend trackers')

const balanceExclusions = z.array(
  z.strictObject({
    exclude: z.array(
      z.strictObject({
        // One that is empty would exclude everything, where an empty list elsewhere selects nothing.
        custom_field_filters: z
          .array(z.strictObject({ entity: z.enum(BALANCE_ENTITIES), key: text, value: text }))
          .min(1),
      }),
    ),
  }),
)

const commitInput = z.strictObject({
  product_id: uuid,
  name: text.optional(),
  description: text.optional(),
  priority: decimal.optional(),
})

/** The spend threshold of a new contract, or added to one. */
export const spendThresholdInput = z.strictObject({
  is_enabled: z.boolean(),
  threshold_amount: decimal,
  commit: commitInput,
  payment_gate_config: gateInput,
  discount_configuration: z.strictObject({ payment_fraction: decimal, cap: capInput.optional() }).optional(),
})

/** The prepaid balance threshold of a new contract, or added to one. */
export const prepaidThresholdInput = spendThresholdInput.extend({
  recharge_to_amount: decimal,
  custom_credit_type_id: uuid.optional(),
  commit: commitInput.extend(creditInput.pick(applicability).shape),
  threshold_balance_specifiers: balanceExclusions.optional(),
})

/** The thresholds of a new contract, or of a package. */
export const thresholdInputs = {
  spend_threshold_configuration: spendThresholdInput.optional(),
  prepaid_balance_threshold_configuration: prepaidThresholdInput.optional(),
}

const commitUpdate = z.strictObject({
  product_id: uuid.optional(),
  name: text.optional(),
  description: text.optional(),
  priority: decimal.nullable().optional(),
})

/** A change of a spend threshold: what is left out stays, what is null goes. */
export const spendThresholdUpdateInput = z.strictObject({
  is_enabled: z.boolean().optional(),
  threshold_amount: decimal.optional(),
  commit: commitUpdate.optional(),
  payment_gate_config: gateInput.optional(),
  discount_configuration: z
    .strictObject({
      payment_fraction: decimal.nullable().optional(),
      cap: capInput.nullable().optional(),
    })
    .nullable()
    .optional(),
})

/** A change of a prepaid balance threshold: what is left out stays, what is null goes. */
export const prepaidThresholdUpdateInput = spendThresholdUpdateInput.extend({
  recharge_to_amount: decimal.optional(),
  custom_credit_type_id: uuid.nullable().optional(),
  commit: commitUpdate.extend(editCreditInput.pick(applicability).shape).optional(),
  threshold_balance_specifiers: balanceExclusions.nullable().optional(),
})

const gateView = z.strictObject({
  payment_gate_type: z.enum(PAYMENT_GATE_TYPES),
  tax_type: z.enum(TAX_TYPES),
  precalculated_tax_config: precalculatedTax.optional(),
})

const discountView = z.strictObject({ payment_fraction: decimal })

export const spendThresholdView = z
  .strictObject({
    is_enabled: z.boolean(),
    threshold_amount: decimal,
    commit: commitInput,
    payment_gate_config: gateView,
    discount_configuration: discountView.optional(),
  })
  .meta({ id: 'SpendThreshold' })

export const prepaidThresholdView = spendThresholdView
  .extend({
    recharge_to_amount: decimal,
    custom_credit_type_id: uuid.optional(),
    commit: commitInput.extend(recurringCreditView.pick(applicability).shape),
    threshold_balance_specifiers: balanceExclusions.optional(),
  })
  .meta({ id: 'PrepaidThreshold' })

/** The thresholds of a contract, or of a package. */
export const thresholdViews = {
  spend_threshold_configuration: spendThresholdView.optional(),
  prepaid_balance_threshold_configuration: prepaidThresholdView.optional(),
}

/** How an edit changed a spend threshold; what it left as it was is left out. */
export const spendThresholdUpdateView = z
  .strictObject({
    is_enabled: z.boolean().optional(),
    threshold_amount: decimal.optional(),
    commit: commitUpdate.optional(),
    payment_gate_config: gateView.optional(),
    discount_configuration: discountView.nullable().optional(),
  })
  .meta({ id: 'SpendThresholdUpdate' })

/** How an edit changed a prepaid balance threshold; what it left as it was is left out. */
export const prepaidThresholdUpdateView = spendThresholdUpdateView
  .extend({
    recharge_to_amount: decimal.optional(),
    custom_credit_type_id: uuid.nullable().optional(),
    commit: commitUpdate.extend(creditUpdateView.pick(applicability).shape).optional(),
    threshold_balance_specifiers: balanceExclusions.nullable().optional(),
  })
  .meta({ id: 'PrepaidThresholdUpdate' })

export const releaseThresholdCommit = endpoint({
  method: 'POST',
  path: '/v1/contracts/commits/threshold-billing/release',
  operationId: 'releaseThresholdCommit',
  tag,
  summary: 'Say whether the payment for a threshold that was reached was made',
  body: z.strictObject({ workflow_id: uuid, outcome: anyCase(['PAID', 'FAILED']) }),
  response: nothing,
})

export const updateActiveRechargeConfig = endpoint({
  method: 'POST',
  path: '/v1/threshold-billing/update-active-recharge-config',
  operationId: 'updateActiveRechargeConfig',
  tag,
  summary: "Change a customer's one active prepaid balance threshold",
  body: z.strictObject({
    customer_id: uuid,
    recharge_to_amount: decimal.optional(),
    recharge_threshold: decimal.optional(),
    enabled: z.boolean().optional(),
  }),
  response: nothing,
})

/** A commit of a threshold: what can be drawn of it is in its unit, what is paid for it in the event's. */
const thresholdGrant = z.strictObject({
  credit_type_id: uuid,
  amount: decimal,
  payable: decimal,
  commit_id: uuid.optional(),
})

const thresholdEvent = z
  .strictObject({
    id: uuid,
    kind: z.enum(['SPEND', 'PREPAID']),
    status: z.enum(['PENDING', 'PAID', 'FAILED']),
    workflow_id: uuid.optional(),
    credit_type_id: uuid,
    amount: decimal,
    payable: decimal,
    /** Of several commits the first. */
    commit_id: uuid.optional(),
    grants: z.array(thresholdGrant),
    invoice_date: wireTimestamp.optional(),
    created_at: wireTimestamp,
    settled_at: wireTimestamp.optional(),
  })
  .meta({ id: 'ThresholdEvent' })

/** An extension: Metronome tells of them with webhooks alone. */
export const listThresholdEvents = endpoint({
  method: 'GET',
  path: '/ext/contracts/:contract_id/threshold-events',
  operationId: 'listThresholdEvents',
  tag,
  summary: 'List the thresholds of a contract that were reached, and the payments waited for',
  params: z.strictObject({ contract_id: uuid }),
  query: z.strictObject(pageQuery),
  response: page(thresholdEvent),
})
