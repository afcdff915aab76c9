import type { z } from 'zod'
import * as wire from '../../../schemas/contracts.ts'
import { archiveContract } from '../../catalog/contracts/archive.ts'
import { createContract } from '../../catalog/contracts/create.ts'
import { getContractAsOf } from '../../catalog/contracts/get-as-of.ts'
import { getContract, type ContractRef } from '../../catalog/contracts/get.ts'
import { listContractsOf, type ContractFilter } from '../../catalog/contracts/list.ts'
import { setUsageFilter } from '../../catalog/contracts/set-usage-filter.ts'
import { updateContractEndDate } from '../../catalog/contracts/update-end-date.ts'
import { createContractFromPackage } from '../../catalog/packages/create-contract.ts'
import { readAccountQuestion } from '../balances/viewpoint.ts'
import { readContractBody } from '../contracts/read-contract-body.ts'
import { viewpointOn } from '../contracts/viewpoint.ts'
import { writeContractV1, writeContractV2 } from '../contracts/write-contract.ts'
import { readPackageChoice } from '../packages/read-package-choice.ts'
import { serve, type Api } from '../serve.ts'

/** Contracts: what customers agreed to. */
export function contractRoutes(api: Api): void {
  serve(api, wire.createContract, async ({ environment, body }) => {
    const choice = readPackageChoice(body)
    const contract = readContractBody(body)
    const { id } = await (choice === null
      ? createContract(environment, contract)
      : createContractFromPackage(environment, choice, contract))
    return { data: { id } }
  })

  serve(api, wire.getContractV1, async ({ environment, body }) => {
    const contract = await getContract(environment, refOf(body))
    const viewpoint = await viewpointOn(environment, [contract], null, readAccountQuestion(body))
    return { data: writeContractV1(contract, viewpoint) }
  })

  serve(api, wire.getContractV2, async ({ environment, body }) => {
    const asOf = body.as_of_date ?? null
    const contract = await (asOf === null
      ? getContract(environment, refOf(body))
      : getContractAsOf(environment, refOf(body), asOf))
    const viewpoint = await viewpointOn(environment, [contract], asOf, readAccountQuestion(body))
    return { data: writeContractV2(contract, viewpoint) }
  })

  serve(api, wire.listContractsV1, async ({ environment, body }) => {
    const contracts = await listContractsOf(environment, body.customer_id, filterOf(body))
    const viewpoint = await viewpointOn(environment, contracts, null, readAccountQuestion(body))
    return { data: contracts.map((contract) => writeContractV1(contract, viewpoint)) }
  })

  serve(api, wire.listContractsV2, async ({ environment, body }) => {
    const contracts = await listContractsOf(environment, body.customer_id, filterOf(body))
    const viewpoint = await viewpointOn(environment, contracts, null, readAccountQuestion(body))
    return { data: contracts.map((contract) => writeContractV2(contract, viewpoint)) }
  })

  serve(api, wire.updateContractEndDate, async ({ environment, body }) => {
    await updateContractEndDate(environment, refOf(body), body.ending_before ?? null, {
      isBeforeInvoicesAllowed: body.allow_ending_before_finalized_invoice ?? true,
    })
    return { data: { id: body.contract_id } }
  })

  serve(api, wire.archiveContract, async ({ environment, body }) => {
    await archiveContract(environment, refOf(body), body.void_invoices)
    return { data: { id: body.contract_id } }
  })

  serve(api, wire.setUsageFilter, async ({ environment, body }) => {
    await setUsageFilter(environment, refOf(body), {
      groupKey: body.group_key,
      groupValues: body.group_values,
      startingAt: body.starting_at,
    })
    return {}
  })
}

/** Which contract a body is about. */
export function refOf(body: { customer_id: string; contract_id: string }): ContractRef {
  return { customerId: body.customer_id, contractId: body.contract_id }
}

function filterOf(body: z.output<typeof wire.listContractsV2.body>): ContractFilter {
  return {
    includeArchived: body.include_archived ?? false,
    startingAt: body.starting_at,
    coveringDate: body.covering_date,
  }
}
