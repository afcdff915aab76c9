import { expect, test } from 'vitest'
import { addContract } from '../testing/fixtures.ts'
import { openTestCatalog } from '../testing/memory-catalog.ts'
import { createCustomer } from './create.ts'
import {
  countContracted,
  findContracted,
  findContractedByAlias,
  findContractedWithoutAlias,
} from './find-contracted.ts'

test('customers with contracts come by their first alias, then those without one by their ids, each once', async () => {
  const scope = openTestCatalog()
  const add = async (name: string, ingestAliases: string[], contracts = 1) => {
    const { id } = await createCustomer(scope, { name, ingestAliases, customFields: {} })
    for (let number = 0; number < contracts; number += 1) await addContract(scope, id)
    return id
  }
  const pear = await add('Pear', ['pear', 'apple'])
  const nobody = await add('Nobody', [])
  const melon = await add('Melon', ['melon'], 2)
  await add('Without a contract', ['banana'], 0)
  const someone = await add('Someone', [])

  const first = await findContractedByAlias(scope.catalog, '', 1)
  expect(first).toEqual([{ customerId: pear, position: 'apple' }])
  expect(await findContractedByAlias(scope.catalog, 'apple', 9)).toEqual([
    { customerId: melon, position: 'melon' },
  ])
  expect(await findContractedByAlias(scope.catalog, 'melon', 9)).toEqual([])

  const [one = '', other = ''] = [nobody, someone].toSorted()
  expect(
    (await findContractedWithoutAlias(scope.catalog, '', 9)).map(({ customerId }) => customerId),
  ).toEqual([one, other])
  expect(await findContractedWithoutAlias(scope.catalog, one, 9)).toEqual([
    { customerId: other, position: other },
  ])

  expect(await findContracted(scope.catalog)).toEqual([pear, nobody, melon, someone].toSorted())
  expect(await countContracted(scope.catalog)).toBe(4)
})
