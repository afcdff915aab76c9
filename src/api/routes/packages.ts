import * as wire from '../../../schemas/packages.ts'
import { archivePackage } from '../../catalog/packages/archive.ts'
import { createPackage } from '../../catalog/packages/create.ts'
import { getPackage } from '../../catalog/packages/get.ts'
import { listContractsOnPackage } from '../../catalog/packages/list-contracts.ts'
import { listPackages } from '../../catalog/packages/list.ts'
import { findPackageNames } from '../../catalog/packages/find-names.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { wireInstant } from '../wire-fields.ts'
import { readPackage } from '../packages/read-package.ts'
import { writePackage } from '../packages/write-package.ts'
import { serve, type Api } from '../serve.ts'

/** Packages: terms, relative in time, that contracts are made from. */
export function packageRoutes(api: Api): void {
  serve(api, wire.createPackage, async ({ environment, body }) => {
    const { id } = await createPackage(environment, readPackage(body))
    return { data: { id } }
  })

  serve(api, wire.getPackage, async ({ environment, body }) => {
    const found = await getPackage(environment, body.package_id)
    const references = await findPackageNames(environment, [found], environment.clock.now())
    return { data: writePackage(found, references) }
  })

  serve(api, wire.listPackages, async ({ environment, query, body }) => {
    const page = await listPackages(environment, {
      ...query,
      archiveFilter: body.archive_filter ?? 'NOT_ARCHIVED',
    })
    const references = await findPackageNames(environment, page.data, environment.clock.now())
    return { ...page, data: page.data.map((one) => writePackage(one, references)) }
  })

  serve(api, wire.archivePackage, async ({ environment, body }) => {
    await archivePackage(environment, body.package_id)
    return { data: { id: body.package_id } }
  })

  serve(api, wire.listContractsOnPackage, async ({ environment, query, body }) => {
    const page = await listContractsOnPackage(environment, body.package_id, {
      ...query,
      includeArchived: body.include_archived ?? false,
      startingAt: body.starting_at,
      coveringDate: body.covering_date,
    })
    return {
      ...page,
      data: page.data.map((contract) => ({
        customer_id: contract.customerId,
        contract_id: contract.id,
        starting_at: formatInstant(contract.terms.startingAt),
        ending_before: wireInstant(contract.terms.endingBefore),
        archived_at: wireInstant(contract.archivedAt),
      })),
    }
  })
}
