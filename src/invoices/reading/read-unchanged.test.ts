import { describe, expect, it } from 'vitest'
import { openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { whileUnchanged } from '../life-cycle/finalize.ts'
import { readUnchanged } from './read-unchanged.ts'
import { readsOf } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'

/** A customer, whom each new contract changes, and what counts how often something was done. */
async function openCustomer() {
  const { scope, customer, sign } = await openDealDesk()
  let count = 0
  const counted =
    <Result>(work: (time: number) => Promise<Result>) =>
    () =>
      work((count += 1))
  return { scope: scope as unknown as InvoiceScope, id: customer.id, sign, counted, times: () => count }
}

describe('what is read of a customer', () => {
  it('is read once more where the customer was changed meanwhile, also where it failed', async () => {
    const { scope, id, sign, counted, times } = await openCustomer()
    const read = counted(async (time) => {
      await sign()
      if (time === 1) throw new Error('half of it was there')
      return time
    })
    expect(await readUnchanged(scope, id, read)).toBe(2)
    expect(times()).toBe(2)
  })

  it('is read once where nothing was changed, also where it fails', async () => {
    const { scope, id, counted, times } = await openCustomer()
    expect(
      await readUnchanged(
        scope,
        id,
        counted(async (time) => time),
      ),
    ).toBe(1)
    const failing = counted(async () => {
      throw new Error('it is not there')
    })
    await expect(readUnchanged(scope, id, failing)).rejects.toThrow('it is not there')
    expect(times()).toBe(2)
  })

  it('is of one instant then, also where the customer is changed once more', async () => {
    const { scope, id, sign } = await openCustomer()
    const counts: number[][] = []
    await readUnchanged(scope, id, async (one) => {
      const count = async () => (await readsOf(one).contractsOf(id)).length
      const before = await count()
      await sign()
      counts.push([before, await count()])
    })
    expect(counts).toEqual([
      [0, 1],
      [1, 1],
    ])
  })
})

it('what is computed to be stored is computed again where a change made it fail, and fails by itself', async () => {
  const { scope, id, sign, counted, times } = await openCustomer()
  const compute = counted(async (time) => {
    if (time === 1) await sign()
    if (time !== 2) throw new Error('half of it was there')
    return { result: time, invoices: [] }
  })
  expect(await whileUnchanged(scope, id, compute)).toBe(2)
  await expect(whileUnchanged(scope, id, compute)).rejects.toThrow('half of it was there')
  expect(times()).toBe(3)
})

it('what is computed to be stored is refused, to be tried again, where the customer is changed each time', async () => {
  const { scope, id, sign, counted, times } = await openCustomer()
  const compute = counted(async () => {
    await sign()
    throw new Error('half of it was there')
  })
  // 503, which an Idempotency-Key does not hold a client to, as it does to a 500.
  await expect(whileUnchanged(scope, id, compute)).rejects.toMatchObject({ kind: 'unavailable' })
  expect(times()).toBe(20)
})
