import type { z } from 'zod'
import * as wire from '../../../schemas/contracts.ts'
import { archiveContract } from '../../catalog/contracts/archive.ts'
import { createContract } from '../../catalog/contracts/create.ts'
import { getContractAsOf } from '../../catalog/contracts/get-as-of.ts'
import { getContract, type ContractRef } from '../../catalog/contracts/get.ts'
import { listContractsOf, type ContractFilter } from '../../catalog/contracts/list.ts'
import { findContractReferences } from '../../catalog/contracts/references.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { setUsageFilter } from '../../catalog/contracts/set-usage-filter.ts'
import { updateContractEndDate } from '../../catalog/contracts/update-end-date.ts'
import { createContractFromPackage } from '../../catalog/packages/create-contract.ts'
import type { Instant } from '../../kernel/instant.ts'
import { readContractBody } from '../contracts/read-contract-body.ts'
import { writeContractV1, writeContractV2, type Viewpoint } from '../contracts/write-contract.ts'
import type { Environment } from '../environment.ts'
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
    return { data: writeContractV1(contract, await viewpointOn(environment, [contract])) }
  })

  serve(api, wire.getContractV2, async ({ environment, body }) => {
    const asOf = body.as_of_date ?? null
    const contract = await (asOf === null
      ? getContract(environment, refOf(body))
      : getContractAsOf(environment, refOf(body), asOf))
    return { data: writeContractV2(contract, await viewpointOn(environment, [contract], asOf)) }
  })

  serve(api, wire.listContractsV1, async ({ environment, body }) => {
    const contracts = await listContractsOf(environment, body.customer_id, filterOf(body))
    const viewpoint = await viewpointOn(environment, contracts)
    return { data: contracts.map((contract) => writeContractV1(contract, viewpoint)) }
  })

  serve(api, wire.listContractsV2, async ({ environment, body }) => {
    const contracts = await listContractsOf(environment, body.customer_id, filterOf(body))
    const viewpoint = await viewpointOn(environment, contracts)
    return { data: contracts.map((contract) => writeContractV2(contract, viewpoint)) }
  })

  serve(api, wire.updateContractEndDate, async ({ environment, body }) => {
    await updateContractEndDate(environment, refOf(body), body.ending_before ?? null)
    return { data: { id: body.contract_id } }
  })

  serve(api, wire.archiveContract, async ({ environment, body }) => {
    await archiveContract(environment, refOf(body))
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

async function viewpointOn(
  { catalog, clock }: Environment,
  contracts: readonly Contract[],
  asOf: Instant | null = null,
): Promise<Viewpoint> {
  const at = asOf ?? clock.now()
  return { at, references: await findContractReferences({ catalog }, contracts, { at, renewedUntil: asOf }) }
}

function filterOf(body: z.output<typeof wire.listContractsV2.body>): ContractFilter {
  return {
    includeArchived: body.include_archived ?? false,
    startingAt: body.starting_at,
    coveringDate: body.covering_date,
  }
}
