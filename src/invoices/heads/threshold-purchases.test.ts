import { expect, test } from 'vitest'
import type { NewContract } from '../../catalog/contracts/create.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { newCharge, newItem, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { addInvoice } from '../../catalog/testing/invoices.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { newPrepaidThreshold } from '../../catalog/testing/thresholds.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { allHeads, draftHeads } from './draft-heads.ts'
import { usageHeadId } from './invoice-heads.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'
import { evaluateThresholds } from '../thresholds/evaluate.ts'
import { updateIssueDate } from '../life-cycle/update-issue-date.ts'

/** A contract whose balance is recharged once it is looked at; it is noon on 15 August. */
async function openDesk(terms: Partial<NewContract>) {
  const desk = await openDealDesk()
  const { customer, setup, sign } = desk
  const scope = unmeteredScope(desk.scope)
  const charge = newCharge(setup.id, { items: [newItem('2024-09-01T00:00:00Z')] })
  const contract = await sign({
    scheduledCharges: [charge],
    prepaidThreshold: newPrepaidThreshold(setup.id),
    ...terms,
  })
  const rechargeAt = async (now: string) => {
    desk.scope.setNow(at(now))
    await evaluateThresholds(scope, customer.id, {
      unpaidSpend: async () => [],
      prepaidBalance: async () => new Decimal(0),
    })
  }
  const heads = () => draftHeads(scope, customer.id)
  /** What each draft bills, and when it is final. */
  const bills = async () =>
    (await heads())
      .filter(({ items }) => items.length > 0)
      .map(({ type, items, dueAt }) => [
        type,
        items.map(({ kind }) => kind),
        formatInstant(dueAt).slice(0, 10),
      ])
  return { scope, contract, heads, rechargeAt, bills }
}

test('what a threshold bills does not wait for a charge of the same instant whose issue was moved', async () => {
  const { scope, heads, rechargeAt, bills } = await openDesk({})
  const charge = (await heads()).find(({ items }) => items.length > 0)
  await updateIssueDate(scope, charge?.id ?? '', at('2024-10-20T00:00:00Z'))
  await rechargeAt('2024-09-01T00:00:00Z')
  expect(await bills()).toEqual([
    ['SCHEDULED', ['CHARGE'], '2024-10-20'],
    ['SCHEDULED', ['PURCHASE'], '2024-09-01'],
  ])
})

test('what a threshold bills is on no usage invoice that takes the charges of its end', async () => {
  const { rechargeAt, bills } = await openDesk({ scheduledChargesOnUsageInvoices: 'ALL' })
  await rechargeAt('2024-09-01T00:00:00Z')
  expect(await bills()).toEqual([
    ['USAGE', ['CHARGE'], '2024-09-02'],
    ['SCHEDULED', ['PURCHASE'], '2024-09-01'],
  ])
})

test('what a usage invoice took of a threshold stays with it once that is voided, and is billed as that is made anew', async () => {
  const { scope, contract, heads, rechargeAt, bills } = await openDesk({
    scheduledChargesOnUsageInvoices: 'ALL',
  })
  await rechargeAt('2024-09-01T00:00:00Z')
  const charged = (await heads()).flatMap(({ items }) => items.map(({ item }) => item.id))
  const period = { from: at('2024-08-01T00:00:00Z'), to: at('2024-09-01T00:00:00Z') }
  const headId = usageHeadId(contract.id, period)
  await voidInvoice(scope, await addInvoice(scope, contract, { headId, period, chargeIds: charged }))
  expect(await bills()).toEqual([])
  const august = (await allHeads(scope, contract.customerId)).find(({ id }) => id === headId)
  expect(august?.items.map(({ kind }) => kind)).toEqual(['CHARGE', 'PURCHASE'])
})
