import { describe, expect, it } from 'vitest'
import { voidInvoice } from '../invoices/void.ts'
import { newCommit, newCredit } from '../testing/balances.ts'
import { openDealDesk } from '../testing/contract-terms.ts'
import { addInvoice } from '../testing/invoices.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { getContract } from '../contracts/get.ts'
import { archiveOneBalance } from './archive-one.ts'
import { findBalances } from './find.ts'
import type { NewBalance } from './new-balance.ts'

/** A contract with what a test makes of the product Setup. */
async function open(kind: 'commit' | 'credit', make: (productId: string) => NewBalance) {
  const desk = await openDealDesk()
  const { scope, customer, setup } = desk
  const made = [make(setup.id)]
  const contract = await desk.sign(kind === 'commit' ? { commits: made } : { credits: made })
  const found = async () => {
    const [balance] = await findBalances(scope, customer.id)
    if (balance === undefined) throw new Error('there is none')
    return balance
  }
  const balance = await found()
  const archive = () => archiveOneBalance(scope, { kind, customerId: customer.id, id: balance.id })
  return { ...desk, contract, balance, found, archive }
}

describe('archiving a commit or credit', () => {
  it('is in the contract’s history, and is done once', async () => {
    const { scope, customer, contract, balance, found, archive } = await open('credit', newCredit)
    await archive()
    expect((await found()).archivedAt).toBe(scope.clock.now())
    const { versions } = await getContract(scope, { customerId: customer.id, contractId: contract.id })
    expect(versions.at(-1)?.change).toEqual({ archivedCreditIds: [balance.id] })
    const refusal = await refusalOf(archive())
    expect([refusal.kind, refusal.message]).toEqual([
      'invalid',
      `credit_id: credit ${balance.id} is archived already`,
    ])
  })

  it('waits until the invoices that drew on it are void', async () => {
    const { scope, contract, balance, archive } = await open('credit', newCredit)
    const [segment] = balance.terms.access.segments
    const invoiceId = await addInvoice(scope, contract, {
      period: { from: at('2024-08-01T00:00:00Z'), to: at('2024-09-01T00:00:00Z') },
      draws: [{ balanceId: balance.id, segmentId: segment?.id ?? '', amount: 40 }],
    })
    const { message } = await refusalOf(archive())
    expect(message).toMatch(new RegExp(`^credit_id: credit ${balance.id} cannot be archived`))
    expect(message).toContain(`${invoiceId} drew on it`)
    expect(message).toContain('40 in all')
    await voidInvoice(scope, invoiceId)
    await archive()
  })

  it('waits until the invoices that bill it are void', async () => {
    const { scope, contract, balance, archive } = await open('commit', newCommit)
    const chargeIds = (balance.terms.invoice?.items ?? []).map(({ id }) => id)
    const invoiceId = await addInvoice(scope, contract, { chargeIds })
    expect((await refusalOf(archive())).message).toContain(`finalized invoice ${invoiceId} bills it`)
    await voidInvoice(scope, invoiceId)
    await archive()
  })
})
