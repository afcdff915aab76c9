import { describe, expect, test } from 'vitest'
import type { Product } from '../products/rows.ts'
import { updateProduct } from '../products/update.ts'
import { addRate } from '../rates/add.ts'
import { openDealDesk } from '../testing/contract-terms.ts'
import { addContract, addCustomer, addMetric, addProduct, addRateCard, newRate } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { archiveContract } from './archive.ts'
import { getContract } from './get.ts'
import { setUsageFilter } from './set-usage-filter.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')

/** A contract on a card whose one product counts by metrics with these group keys. */
async function openFiltered(...groupKeys: string[][]) {
  const scope = openTestCatalog()
  const customer = await addCustomer(scope)
  const card = await addRateCard(scope)
  let product: Product | undefined
  for (const presentationGroupKey of groupKeys) {
    product = await addProduct(scope, { presentationGroupKey })
    await addRate(scope, card.id, newRate(product.id))
  }
  const contract = await addContract(scope, customer.id, { rateCardId: card.id, endingBefore: OCTOBER })
  const ref = { customerId: customer.id, contractId: contract.id }
  const filter = (startingAt: number, groupKey = 'project', ...groupValues: string[]) =>
    setUsageFilter(scope, ref, { groupKey, groupValues, startingAt })
  const filters = async () =>
    (await getContract(scope, ref)).terms.usageFilters.map((one) => [one.startingAt, ...one.groupValues])
  return { scope, customer, card, product, ref, filter, filters }
}

test('a contract can be made with a filter, which holds from its start unless it says otherwise', async () => {
  const { scope, customer, card } = await openFiltered(['project'])
  const usageFilter = { groupKey: 'project', groupValues: ['p1'], startingAt: null }
  const { terms } = await addContract(scope, customer.id, { rateCardId: card.id, usageFilter })
  expect(terms.usageFilters).toEqual([{ groupKey: 'project', groupValues: ['p1'], startingAt: AUGUST }])
})

test('a later filter takes over from its start; one of the same start is replaced', async () => {
  const { filter, filters } = await openFiltered(['project'])
  await filter(SEPTEMBER, 'project', 'p2')
  await filter(AUGUST, 'project', 'p1')
  expect(await filters()).toEqual([
    [AUGUST, 'p1'],
    [SEPTEMBER, 'p2'],
  ])
  await filter(SEPTEMBER, 'project', 'p3', 'p4')
  expect(await filters()).toEqual([
    [AUGUST, 'p1'],
    [SEPTEMBER, 'p3', 'p4'],
  ])
})

test('the key may be part of a compound group key, and anything where there is no product', async () => {
  const { filter, filters } = await openFiltered(['region', 'project'], ['project'])
  await filter(AUGUST)
  expect(await filters()).toEqual([[AUGUST]])
  const empty = await openFiltered()
  await empty.filter(AUGUST, 'anything', 'x')
  expect(await empty.filters()).toEqual([[AUGUST, 'x']])
})

describe('a filter is refused', () => {
  test('where a metric has no such group key', async () => {
    const { filter, filters } = await openFiltered(['project'], ['region'])
    const refusal = await refusalOf(filter(AUGUST))
    expect(refusal.kind).toBe('invalid')
    expect(refusal.message).toMatch(
      /^group_key: "project" is in no group key of billable metric "Requests" \(/,
    )
    expect(await filters()).toEqual([])
  })

  test('where a product will count by such a metric later', async () => {
    const { scope, product, filter } = await openFiltered(['project'])
    const billableMetricId = await addMetric(scope, [['region']])
    await updateProduct(scope, product?.id ?? '', OCTOBER, { billableMetricId, presentationGroupKey: [] })
    expect((await refusalOf(filter(AUGUST))).message).toMatch(
      /^group_key: "project" is in no group key of .*/,
    )
  })

  test('where a metric takes the latest value', async () => {
    const { scope, filter } = await openFiltered(['project'])
    scope.file.exec(
      `UPDATE billable_metrics SET definition = json_set(definition, '$.aggregation', 'LATEST')`,
    )
    const refusal = await refusalOf(filter(AUGUST))
    expect(refusal.message).toMatch(
      /^group_key: usage of billable metric "Requests" .* its aggregation is LATEST$/,
    )
  })

  test('outside the contract, on an archived one, and when one is made', async () => {
    const { scope, ref, filter } = await openFiltered(['project'])
    expect((await refusalOf(filter(AUGUST - 1))).message).toBe(
      "starting_at: must not be before the contract's starting_at",
    )
    expect((await refusalOf(filter(OCTOBER))).message).toBe(
      "starting_at: must be before the contract's ending_before",
    )
    await archiveContract(scope, ref)
    expect((await refusalOf(filter(AUGUST))).message).toBe(
      `contract_id: contract ${ref.contractId} is archived`,
    )

    const { sign } = await openDealDesk()
    const usageFilter = { groupKey: 'project', groupValues: ['p1'], startingAt: null }
    expect((await refusalOf(sign({ usageFilter }))).message).toMatch(
      /^usage_filter\.group_key: "project" is in no/,
    )
  })
})
