import type { z } from 'zod'
import type * as wire from '../../../schemas/contract-views.ts'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { Contract, ContractVersion } from '../../catalog/contracts/rows.ts'
import type { ContractTerms, UsageFilter } from '../../catalog/contracts/terms.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import { writeCommit, writeCommitV2, writeCredit, writeCreditV2 } from '../balances/write-balance.ts'
import { writeRecurringCommit, writeRecurringCredit } from '../balances/write-recurring.ts'
import { writeThresholds } from '../thresholds/write-threshold.ts'
import { asMadeWith, commitsOf, creditsOf, type Viewpoint } from './viewpoint.ts'
import { writeHierarchy } from './write-hierarchy.ts'
import { writeSubscription } from './write-subscription.ts'
import { unlessEmpty, wireInstant } from '../wire-fields.ts'
import {
  writeDiscount,
  writeOverride,
  writeProfessionalService,
  writeRoyalty,
  writeRoyaltyOfAmendment,
  writeScheduledCharge,
} from './write-terms.ts'

/** A contract as version 1 shows it: as it was made, as it is, and what amendments added. */
export function writeContractV1(contract: Contract, viewpoint: Viewpoint): z.output<typeof wire.contractV1> {
  const amendments = contract.versions.filter(({ kind }) => kind === 'AMENDMENT')
  return {
    ...writeIdentity(contract, viewpoint),
    initial: {
      ...writeTermsV1(contract, contract.versions[0].terms, viewpoint),
      ...writeBalances(madeWith(contract, contract.versions[0], viewpoint), viewpoint),
    },
    current: {
      ...writeTermsV1(contract, contract.terms, viewpoint),
      ...writeBalances(viewpoint.balances.of(contract.id), viewpoint),
    },
    amendments: amendments.map((version) => ({
      ...writeAmendment(version, viewpoint),
      ...writeBalances(madeWith(contract, version, viewpoint), viewpoint),
    })),
    scheduled_charges_on_usage_invoices: contract.terms.scheduledChargesOnUsageInvoices ?? undefined,
    ...writeThresholds(contract.terms),
  }
}

/** A contract as version 2 shows it: flat, as it is. */
export function writeContractV2(contract: Contract, viewpoint: Viewpoint): z.output<typeof wire.contractV2> {
  const { terms } = contract
  const balances = viewpoint.balances.of(contract.id)
  const royalties = Map.groupBy(terms.resellerRoyalties, ({ resellerType }) => resellerType)
  return {
    ...writeIdentity(contract, viewpoint),
    ...writeTerms(contract, terms, viewpoint),
    commits: commitsOf(balances).map((one) => writeCommitV2(one, viewpoint.balances)),
    credits: unlessEmpty(creditsOf(balances).map((one) => writeCreditV2(one, viewpoint.balances))),
    multiplier_override_prioritization: terms.multiplierOverridePrioritization,
    reseller_royalties: unlessEmpty(
      [...royalties].map(([type, segments]) => ({
        reseller_type: type,
        segments: segments.map(writeRoyalty),
      })),
    ),
    usage_filter: terms.usageFilters.map((filter, index) => ({
      ...writeUsageFilter(filter),
      ending_before: wireInstant(terms.usageFilters[index + 1]?.startingAt ?? terms.endingBefore),
    })),
  }
}

function writeIdentity(contract: Contract, viewpoint: Viewpoint) {
  const { terms } = contract
  return {
    id: contract.id,
    customer_id: contract.customerId,
    package_id: contract.packageId ?? undefined,
    uniqueness_key: contract.uniquenessKey ?? undefined,
    archived_at: wireInstant(contract.archivedAt),
    custom_fields: contract.customFields,
    subscriptions: terms.subscriptions.map((one) => writeSubscription(one, terms, viewpoint)),
  }
}

function writeTerms(contract: Contract, terms: ContractTerms, { references }: Viewpoint) {
  return {
    name: terms.name ?? undefined,
    rate_card_id: terms.rateCardId ?? undefined,
    starting_at: formatInstant(terms.startingAt),
    ending_before: wireInstant(terms.endingBefore),
    net_payment_terms_days: terms.netPaymentTermsDays ?? undefined,
    total_contract_value: terms.totalContractValue ?? undefined,
    netsuite_sales_order_id: terms.netsuiteSalesOrderId ?? undefined,
    salesforce_opportunity_id: terms.salesforceOpportunityId ?? undefined,
    recurring_commits: unlessEmpty(
      terms.recurringCommits.map((one) => writeRecurringCommit(one, contract.id, references)),
    ),
    recurring_credits: unlessEmpty(
      terms.recurringCredits.map((one) => writeRecurringCredit(one, contract.id, references)),
    ),
    ...writeThresholds(terms),
    overrides: terms.overrides.map((one) => writeOverride(one, references)),
    scheduled_charges: terms.scheduledCharges.map((one) => writeScheduledCharge(one, references)),
    scheduled_charges_on_usage_invoices: terms.scheduledChargesOnUsageInvoices ?? undefined,
    discounts: unlessEmpty(terms.discounts.map((one) => writeDiscount(one, references))),
    professional_services: unlessEmpty(terms.professionalServices.map(writeProfessionalService)),
    transitions: references.transitionsOf(contract).map(({ fromContractId, toContractId }) => ({
      type: 'RENEWAL' as const,
      from_contract_id: fromContractId,
      to_contract_id: toContractId,
    })),
    hierarchy_configuration: writeHierarchy(contract, references.childrenOf(contract)),
    usage_statement_schedule: {
      frequency: terms.usageStatementSchedule.frequency,
      billing_anchor_date: formatInstant(terms.usageStatementSchedule.anchorAt),
    },
    created_at: formatInstant(contract.createdAt),
    created_by: 'API',
  }
}

function writeTermsV1(contract: Contract, terms: ContractTerms, viewpoint: Viewpoint) {
  return {
    ...writeTerms(contract, terms, viewpoint),
    reseller_royalties: unlessEmpty(terms.resellerRoyalties.map(writeRoyalty)),
    usage_filter: writeUsageFilters(terms.usageFilters, viewpoint.at),
  }
}

/** What version 1 shows of commits and credits. */
function writeBalances(balances: readonly CatalogBalance[], viewpoint: Viewpoint) {
  return {
    commits: commitsOf(balances).map((one) => writeCommit(one, viewpoint.balances)),
    credits: unlessEmpty(creditsOf(balances).map((one) => writeCredit(one, viewpoint.balances))),
  }
}

/** The commits and credits that a version of a contract made, as they were then. */
function madeWith({ id }: Contract, version: ContractVersion, { balances }: Viewpoint): CatalogBalance[] {
  return balances.of(id).flatMap((balance) => asMadeWith(balance, version.id) ?? [])
}

/** The first filter, the one in force (the first, before that starts) and those after the first. */
function writeUsageFilters([initial, ...updates]: readonly UsageFilter[], at: Instant) {
  if (initial === undefined) return undefined
  const current = updates.findLast(({ startingAt }) => startingAt <= at) ?? initial
  return {
    initial: writeUsageFilter(initial),
    current: writeUsageFilter(current),
    updates: updates.map(writeUsageFilter),
  }
}

function writeUsageFilter({ groupKey, groupValues, startingAt }: UsageFilter) {
  return { group_key: groupKey, group_values: [...groupValues], starting_at: formatInstant(startingAt) }
}

function writeAmendment({ id, change, createdAt }: ContractVersion, { references }: Viewpoint) {
  const { amendment } = change
  return {
    id,
    starting_at: formatInstant(amendment?.startingAt ?? createdAt),
    netsuite_sales_order_id: amendment?.netsuiteSalesOrderId ?? undefined,
    salesforce_opportunity_id: amendment?.salesforceOpportunityId ?? undefined,
    overrides: (change.overrides ?? []).map((one) => writeOverride(one, references)),
    scheduled_charges: (change.scheduledCharges ?? []).map((one) => writeScheduledCharge(one, references)),
    discounts: (change.discounts ?? []).map((one) => writeDiscount(one, references)),
    professional_services: (change.professionalServices ?? []).map(writeProfessionalService),
    reseller_royalties: (change.resellerRoyalties ?? []).map(writeRoyaltyOfAmendment),
    created_at: formatInstant(createdAt),
    created_by: 'API',
  }
}
