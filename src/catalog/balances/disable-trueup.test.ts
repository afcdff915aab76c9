import { describe, expect, it } from 'vitest'
import { newCommit, newInvoice } from '../testing/balances.ts'
import { newItem, openDealDesk } from '../testing/contract-terms.ts'
import { addInvoice } from '../testing/invoices.ts'
import { refusalOf } from '../testing/refusal.ts'
import { disableTrueup } from './disable-trueup.ts'
import { findBalances } from './find.ts'
import type { NewBalance } from './new-balance.ts'

/** A contract with a POSTPAID commit, or what the changes say. */
async function openCommit(changes: Partial<NewBalance> = {}) {
  const desk = await openDealDesk()
  const { scope, customer, setup } = desk
  const invoice = newInvoice([newItem('2024-09-01T00:00:00Z')])
  const contract = await desk.sign({
    commits: [newCommit(setup.id, { type: 'POSTPAID', invoice, ...changes })],
  })
  const found = async () => {
    const [commit] = await findBalances(scope, customer.id)
    if (commit === undefined) throw new Error('there is no commit')
    return commit
  }
  const commit = await found()
  const ref = { customerId: customer.id, contractId: contract.id, commitId: commit.id, amendmentId: null }
  const disable = (other: Partial<typeof ref> = {}) => disableTrueup(scope, { ...ref, ...other })
  const refusal = async (other: Partial<typeof ref> = {}) => {
    const { kind, message } = await refusalOf(disable(other))
    return [kind, message]
  }
  return { ...desk, contract, commit, found, disable, refusal }
}

describe('disabling a true-up', () => {
  it('is a version of the commit, which keeps what it says, and is done once', async () => {
    const { commit, found, disable, refusal } = await openCommit()
    await disable()
    const { versions, terms } = await found()
    expect(versions).toHaveLength(2)
    expect(terms).toEqual({ ...commit.terms, isTrueupDisabled: true })
    expect(await refusal()).toEqual([
      'invalid',
      `commit_id: the true-up of commit ${commit.id} is disabled already`,
    ])
  })

  it('is of a POSTPAID commit of the contract alone', async () => {
    const { sign, commit, refusal } = await openCommit({ type: 'PREPAID' })
    const other = await sign()
    expect(await refusal()).toEqual([
      'invalid',
      'commit_id: must be a POSTPAID commit; others have no true-up',
    ])
    expect(await refusal({ contractId: other.id })).toEqual([
      'not_found',
      `contract_id: commit of contract ${other.id} ${commit.id} was not found`,
    ])
  })

  it('comes too late once it is billed', async () => {
    const { scope, contract, commit, refusal } = await openCommit()
    const chargeIds = (commit.terms.invoice?.items ?? []).map(({ id }) => id)
    const invoiceId = await addInvoice(scope, contract, { chargeIds })
    expect(await refusal()).toEqual([
      'invalid',
      `commit_id: finalized invoice ${invoiceId} bills the commit's true-up`,
    ])
  })
})
