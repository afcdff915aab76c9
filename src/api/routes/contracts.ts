import type { z } from 'zod'
import * as wire from '../../../schemas/contracts.ts'
import { archiveContract } from '../../catalog/contracts/archive.ts'
import { createContract } from '../../catalog/contracts/create.ts'
import { getContract, type ContractRef } from '../../catalog/contracts/get.ts'
import { listContractsOf, type ContractFilter } from '../../catalog/contracts/list.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { updateContractEndDate } from '../../catalog/contracts/update-end-date.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import { serve, type Api } from '../serve.ts'

/** Contracts: which customer is on which rate card, and when. */
export function contractRoutes(api: Api): void {
  serve(api, wire.createContract, async ({ environment, body }) => {
    const { id } = await createContract(environment, {
      customerId: body.customer_id,
      rateCardId: body.rate_card_id ?? null,
      rateCardAlias: body.rate_card_alias ?? null,
      name: body.name ?? null,
      uniquenessKey: body.uniqueness_key ?? null,
      startingAt: body.starting_at,
      endingBefore: body.ending_before ?? null,
      billingDay: body.usage_statement_schedule?.day ?? 'FIRST_OF_MONTH',
      netPaymentTermsDays: body.net_payment_terms_days ?? null,
      customFields: body.custom_fields ?? {},
    })
    return { data: { id } }
  })

  serve(api, wire.getContractV1, async ({ environment, body }) => ({
    data: toWireV1(await getContract(environment, refOf(body))),
  }))

  serve(api, wire.getContractV2, async ({ environment, body }) => ({
    data: toWireV2(await getContract(environment, refOf(body))),
  }))

  serve(api, wire.listContractsV1, async ({ environment, body }) => {
    const contracts = await listContractsOf(environment, body.customer_id, filterOf(body))
    return { data: contracts.map(toWireV1) }
  })

  serve(api, wire.listContractsV2, async ({ environment, body }) => {
    const contracts = await listContractsOf(environment, body.customer_id, filterOf(body))
    return { data: contracts.map(toWireV2) }
  })

  serve(api, wire.updateContractEndDate, async ({ environment, body }) => {
    await updateContractEndDate(environment, refOf(body), body.ending_before ?? null)
    return { data: { id: body.contract_id } }
  })

  serve(api, wire.archiveContract, async ({ environment, body }) => {
    await archiveContract(environment, refOf(body))
    return { data: { id: body.contract_id } }
  })
}

function refOf(body: { customer_id: string; contract_id: string }): ContractRef {
  return { customerId: body.customer_id, contractId: body.contract_id }
}

function filterOf(body: z.output<typeof wire.listContractsV2.body>): ContractFilter {
  return {
    includeArchived: body.include_archived ?? false,
    startingAt: body.starting_at,
    coveringDate: body.covering_date,
  }
}

function toWireV1(contract: Contract): z.output<typeof wire.contractV1> {
  return {
    ...identityOf(contract),
    initial: termsOf(contract, contract.initialEndingBefore),
    current: termsOf(contract, contract.endingBefore),
    amendments: [],
  }
}

function toWireV2(contract: Contract): z.output<typeof wire.contractV2> {
  return { ...identityOf(contract), ...termsOf(contract, contract.endingBefore), usage_filter: [] }
}

function identityOf(contract: Contract) {
  return {
    id: contract.id,
    customer_id: contract.customerId,
    uniqueness_key: contract.uniquenessKey ?? undefined,
    archived_at: contract.archivedAt === null ? undefined : formatInstant(contract.archivedAt),
    custom_fields: contract.customFields,
  }
}

function termsOf(contract: Contract, endingBefore: Instant | null) {
  return {
    name: contract.name ?? undefined,
    rate_card_id: contract.rateCardId,
    starting_at: formatInstant(contract.startingAt),
    ending_before: endingBefore === null ? undefined : formatInstant(endingBefore),
    net_payment_terms_days: contract.netPaymentTermsDays ?? undefined,
    commits: [],
    overrides: [],
    scheduled_charges: [],
    transitions: [],
    usage_statement_schedule: {
      frequency: contract.billingFrequency,
      billing_anchor_date: formatInstant(contract.billingAnchorAt),
    },
    created_at: formatInstant(contract.createdAt),
    created_by: 'API',
  }
}
