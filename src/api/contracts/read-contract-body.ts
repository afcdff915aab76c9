import type { z } from 'zod'
import type { createContractBody } from '../../../schemas/contract-terms.ts'
import type { NewContract } from '../../catalog/contracts/create.ts'
import { MONTHLY_STATEMENTS } from '../../catalog/contracts/usage-statement-schedule.ts'
import { readHierarchy } from './read-hierarchy.ts'
import { readNewTerms } from './read-new-terms.ts'

export type CreateContractBody = z.output<typeof createContractBody>

/** A contract to make, as a request gives it; `src/catalog/packages` adds what a package says. */
export function readContractBody(body: CreateContractBody): NewContract {
  return {
    customerId: body.customer_id,
    packageId: null,
    rateCardId: body.rate_card_id ?? null,
    rateCardAlias: body.rate_card_alias ?? null,
    name: body.name ?? null,
    uniquenessKey: body.uniqueness_key ?? null,
    startingAt: body.starting_at,
    endingBefore: body.ending_before ?? null,
    netPaymentTermsDays: body.net_payment_terms_days ?? null,
    totalContractValue: body.total_contract_value ?? null,
    netsuiteSalesOrderId: body.netsuite_sales_order_id ?? null,
    salesforceOpportunityId: body.salesforce_opportunity_id ?? null,
    usageStatementSchedule: readStatementSchedule(body),
    scheduledChargesOnUsageInvoices: body.scheduled_charges_on_usage_invoices ?? null,
    multiplierOverridePrioritization: body.multiplier_override_prioritization ?? 'LOWEST_MULTIPLIER',
    usageFilter: readUsageFilter(body),
    transition: readTransition(body),
    hierarchy: readHierarchy(body.hierarchy_configuration),
    customFields: body.custom_fields ?? {},
    ...readNewTerms(body),
  }
}

function readStatementSchedule({ usage_statement_schedule: given }: CreateContractBody) {
  if (given === undefined) return MONTHLY_STATEMENTS
  return {
    frequency: given.frequency,
    day: given.day ?? MONTHLY_STATEMENTS.day,
    billingAnchorAt: given.billing_anchor_date ?? null,
    invoiceGenerationStartingAt: given.invoice_generation_starting_at ?? null,
  }
}

function readUsageFilter({ usage_filter: given }: CreateContractBody): NewContract['usageFilter'] {
  if (given === undefined) return null
  const { group_key: groupKey, group_values: groupValues, starting_at: startingAt } = given
  return { groupKey, groupValues, startingAt: startingAt ?? null }
}

function readTransition({ transition }: CreateContractBody): NewContract['transition'] {
  if (transition === undefined) return null
  return {
    fromContractId: transition.from_contract_id,
    isTrueupRemoved: transition.future_invoice_behavior?.trueup === 'REMOVE',
  }
}
