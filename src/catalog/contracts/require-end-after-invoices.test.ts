import { describe, expect, it } from 'vitest'
import { voidInvoice } from '../invoices/void.ts'
import { newEdit, openDealDesk } from '../testing/contract-terms.ts'
import { addInvoice } from '../testing/invoices.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { editContract } from './edit.ts'
import { updateContractEndDate } from './update-end-date.ts'

const JUNE = at('2024-06-01T00:00:00Z')
const JULY = at('2024-07-01T00:00:00Z')
const AUGUST = at('2024-08-01T00:00:00Z')

/** A contract from June on, whose June and July are final. */
async function openContract() {
  const { scope, customer, sign } = await openDealDesk()
  const contract = await sign({ startingAt: JUNE })
  await addInvoice(scope, contract, { period: { from: JUNE, to: JULY } })
  const last = await addInvoice(scope, contract, { period: { from: JULY, to: AUGUST } })
  const ref = { customerId: customer.id, contractId: contract.id }
  const endBy = {
    'the end date': (endingBefore: number | null, isAllowed: boolean) =>
      updateContractEndDate(scope, ref, endingBefore, { isBeforeInvoicesAllowed: isAllowed }),
    'an edit': (endingBefore: number | null, isAllowed: boolean) =>
      editContract(scope, ref, newEdit({ isEndBeforeInvoicesAllowed: isAllowed, changes: { endingBefore } })),
  }
  return { scope, last, endBy }
}

describe.each([
  ['the end date', 'ending_before'],
  ['an edit', 'update_contract_end_date'],
] as const)('%s', (request, field) => {
  it('ends a contract no earlier than its finalized invoices, where that is not allowed', async () => {
    const { last, endBy } = await openContract()
    const end = endBy[request]
    expect((await refusalOf(end(AUGUST - 1, false))).message).toBe(
      `${field}: must not be before 2024-08-01T00:00:00.000Z, where finalized invoice ${last} ends, unless the request allows that`,
    )
    await end(AUGUST, false)
    await end(null, false)
  })

  it('ends it earlier where that is allowed, and where the invoices are void', async () => {
    const { scope, last, endBy } = await openContract()
    const end = endBy[request]
    await voidInvoice(scope, last)
    await end(JULY, false)
    await refusalOf(end(JULY - 1, false))
    await end(JULY - 1, true)
  })
})
