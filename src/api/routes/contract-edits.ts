import * as wire from '../../../schemas/contract-edits.ts'
import { amendContract } from '../../catalog/contracts/amend.ts'
import { editContract } from '../../catalog/contracts/edit.ts'
import { getContract } from '../../catalog/contracts/get.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { readAmendment, readEdit } from '../contracts/read-edit.ts'
import { viewpointOn } from '../contracts/viewpoint.ts'
import { writeEdit } from '../contracts/write-edit.ts'
import type { Environment } from '../environment.ts'
import { serve, type Api } from '../serve.ts'
import { refOf } from './contracts.ts'

/** Changes of contracts, and their history. */
export function contractEditRoutes(api: Api): void {
  serve(api, wire.editContract, async ({ environment, body }) => {
    const contract = await editContract(environment, refOf(body), readEdit(body))
    const edits = await editsOf(environment, contract)
    const edit = edits.at(-1)
    if (edit === undefined) throw new Error(`contract ${contract.id} has no edit after one was made`)
    return { data: { id: edit.id, edit } }
  })

  serve(api, wire.getContractEditHistory, async ({ environment, body }) => ({
    data: await editsOf(environment, await getContract(environment, refOf(body))),
  }))

  serve(api, wire.amendContract, async ({ environment, body }) => {
    const id = await amendContract(environment, refOf(body), readAmendment(body))
    return { data: { id } }
  })
}

/** All changes that were made to a contract, oldest first. */
async function editsOf(environment: Environment, contract: Contract) {
  const viewpoint = await viewpointOn(environment, [contract])
  return contract.versions.slice(1).map((version) => writeEdit(version, contract.id, viewpoint))
}
