import { describe, expect, it } from 'vitest'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { newCharge } from '../../catalog/testing/contract-terms.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { MONTHLY_STATEMENTS } from '../../catalog/contracts/usage-statement-schedule.ts'
import { createContract } from '../../catalog/contracts/create.ts'
import { updateContractEndDate } from '../../catalog/contracts/update-end-date.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import { addProduct, addRateCard, newContract, newRate } from '../../catalog/testing/fixtures.ts'
import { readInvoice } from '../document/document.ts'
import { computeDrafts } from './compute-drafts.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { finalizeAll } from '../runs/finalize-all.ts'
import { finalizeDue } from '../life-cycle/finalize.ts'
import { listInvoices } from '../reading/list.ts'
import { regenerateInvoice } from '../life-cycle/regenerate.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'
import { updateIssueDate } from '../life-cycle/update-issue-date.ts'
import {
  CONCATENATE,
  CONSOLIDATED,
  SEPARATE,
  customersOf,
  generatorOf,
  openConsolidatingDesk,
} from '../testing/consolidating-desk.ts'

const EUR_ID = '8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a07'

describe('a consolidated invoice', () => {
  it('has the lines of the parent and of the children it pays for, as a draft and once all of them are final', async () => {
    const { scope, setNow, parent, berlin, consolidated, statementOf, draft } = await openConsolidatingDesk()
    const before = await draft()
    setNow(at('2024-09-02T00:00:00Z'))
    // Three statements, and the one that puts two of them together, which is not counted again.
    const report = await finalizeAll(scope)
    expect(report).toMatchObject({ invoices: 4, failures: [] })
    expect([...report.totals.values()].map(({ total }) => total.toNumber())).toEqual([600])

    const [invoice] = await consolidated()
    expect(invoice).toEqual({ ...before, status: 'FINALIZED' })
    expect(invoice?.total.toNumber()).toBe(400)
    expect(invoice?.period).toEqual({ from: parent.terms.startingAt, to: at('2024-09-01T00:00:00Z') })
    expect(invoice?.issuedAt).toBe(at('2024-09-02T00:00:00Z'))
    const links = [parent, berlin].map(({ id, customerId }) => ({ contractId: id, customerId }))
    expect(invoice?.payer).toEqual(links[0])
    const statements = [await statementOf(parent), await statementOf(berlin)]
    expect(statements.map(({ payer }) => payer)).toEqual([links[0], links[0]])
    expect(invoice?.constituents).toEqual(
      statements.map(({ id, customer }, place) => ({
        ...links[place],
        invoiceId: id,
        customerName: customer.name,
      })),
    )
    expect(invoice?.lines.map(({ total, origin }) => [total.toNumber(), origin])).toEqual(
      statements.map(({ id, lines }, place) => [
        200,
        { ...links[place], invoiceId: id, lineId: lines[0]?.id },
      ]),
    )
    // August is billed once: another run has nothing to do, and September's seats are September's.
    expect(await finalizeAll(scope)).toMatchObject({ invoices: 0 })
    expect((await draftHeads(scope, parent.customerId)).map(({ type }) => type)).toEqual([
      'USAGE',
      'USAGE_CONSOLIDATED',
    ])
  })

  it('waits for a statement that could not be made final', async () => {
    const { scope, file, setNow, berlin, consolidated } = await openConsolidatingDesk()
    file.exec(`CREATE TRIGGER refuse BEFORE INSERT ON invoices WHEN NEW.customer_id = '${berlin.customerId}'
      BEGIN SELECT RAISE(ABORT, 'not this one'); END`)
    setNow(at('2024-09-02T00:00:00Z'))
    expect(await finalizeAll(scope)).toMatchObject({ failures: [{ customerId: berlin.customerId }] })
    expect(await consolidated()).toEqual([])
    file.exec('DROP TRIGGER refuse')
    // Berlin's, and the one that waited for it.
    expect(await finalizeAll(scope)).toMatchObject({ invoices: 2, failures: [] })
    expect((await consolidated()).map(customersOf)).toEqual([['Acme', 'Berlin']])
  })

  it('is counted by a dry run with what would be final, and made for those parents that are named', async () => {
    const { scope, setNow, parent, berlin, consolidated } = await openConsolidatingDesk()
    const generate = generatorOf(scope)
    const asOf = at('2024-09-02T00:00:00Z')
    expect(await generate({ asOf: asOf - 1, isDryRun: true })).toMatchObject({ invoices: 0 })
    expect(await generate({ asOf, isDryRun: true })).toMatchObject({ invoices: 4, failures: [] })
    // Acme's own alone: the one that puts both together would wait for Berlin's.
    const ofAcme = { asOf, customerIds: [parent.customerId], isDryRun: true }
    expect(await generate(ofAcme)).toMatchObject({ invoices: 1 })
    const ofBoth = { ...ofAcme, customerIds: [parent.customerId, berlin.customerId] }
    expect(await generate(ofBoth)).toMatchObject({ invoices: 3 })
    expect(await consolidated()).toEqual([])
    setNow(asOf)
    expect(await generate({ customerIds: [berlin.customerId] })).toMatchObject({ invoices: 1 })
    // Acme's own, and both together.
    expect(await generate(ofAcme)).toMatchObject({ invoices: 2 })
    expect(await generate({ customerIds: [parent.customerId] })).toMatchObject({ invoices: 2 })
  })

  it('is not counted, and fails for nobody, in a dry run in which a statement of a child fails that it waits for', async () => {
    const { scope, setNow, parent, sign } = await openConsolidatingDesk()
    const metered = await addRateCard(scope)
    await addRates(scope, metered.id, [newRate((await addProduct(scope)).id)])
    // There is no warehouse to say what was used.
    const oslo = await sign('Oslo', { rateCardId: metered.id }, parent, CONSOLIDATED)
    setNow(at('2024-09-02T00:00:00Z'))
    const generate = generatorOf(scope)
    const foretold = await generate({ isDryRun: true })
    expect(foretold).toMatchObject({ invoices: 3, failures: [{ customerId: oslo.customerId }] })
    expect(await generate({})).toEqual({ ...foretold, isDryRun: false })
  })

  it('leaves out what is issued on another day, and is moved with its own statement alone', async () => {
    const { scope, parent, berlin, draft } = await openConsolidatingDesk()
    const [ofAcme, together] = await draftHeads(scope, parent.customerId)
    const [ofBerlin] = await draftHeads(scope, berlin.customerId)
    const move = (id = '', day = 0) => updateIssueDate(scope, id, at(`2024-09-0${day}T09:00:00Z`))
    await move(ofBerlin?.id, 3)
    expect(customersOf(await draft())).toEqual(['Acme'])
    await move(ofAcme?.id, 3)
    expect(customersOf(await draft())).toEqual(['Acme', 'Berlin'])
    await expect(move(together?.id, 4)).rejects.toThrow('invoice_id: a consolidated invoice is issued with')
  })

  it('leaves out a child’s statement of a longer period, also where it is issued on the same day', async () => {
    const { scope, parent, sign, draft } = await openConsolidatingDesk()
    const usageStatementSchedule = { ...MONTHLY_STATEMENTS, frequency: 'QUARTERLY' } as const
    const oslo = await sign('Oslo', { usageStatementSchedule }, parent, CONSOLIDATED)
    const [ofAcme] = await draftHeads(scope, parent.customerId)
    const [ofOslo] = await draftHeads(scope, oslo.customerId)
    // From August to October, which is after Acme's August.
    await updateIssueDate(scope, ofAcme?.id ?? '', ofOslo?.issuedAt ?? 0)
    expect(customersOf(await draft())).toEqual(['Acme'])
  })

  it('puts the statements of one child in order of time, also where a later one was final first', async () => {
    const { scope, setNow, sign, onUsageInvoice: subscriptions } = await openHierarchyDesk()
    const usageStatementSchedule = { ...MONTHLY_STATEMENTS, frequency: 'QUARTERLY' } as const
    const terms = { subscriptions, usageStatementSchedule, hierarchy: CONCATENATE }
    const parent = await sign('Acme', terms)
    const child = await sign('Berlin', { subscriptions }, parent, CONSOLIDATED)
    setNow(at('2024-11-01T12:00:00Z'))
    const [ofAugust, ofSeptember] = await draftHeads(scope, child.customerId)
    await updateIssueDate(scope, ofAugust?.id ?? '', at('2024-11-02T18:00:00Z'))
    await updateIssueDate(scope, ofSeptember?.id ?? '', at('2024-11-02T06:00:00Z'))
    setNow(at('2024-11-02T12:00:00Z'))
    // September and October; August is still a draft.
    await finalizeDue(scope, child.customerId)
    const heads = await draftHeads(scope, parent.customerId)
    const { drafts } = await computeDrafts(
      scope,
      [parent.customerId],
      heads,
      ({ consolidation }) => consolidation?.period.from === parent.terms.startingAt,
    )
    const lines = drafts[0]?.invoice.lines.filter(({ origin }) => origin?.contractId === child.id)
    expect(lines?.map(({ period }) => period?.from)).toEqual(
      ['08', '09', '10'].map((month) => at(`2024-${month}-01T00:00:00Z`)),
    )
  })

  it('leaves out what is in another currency', async () => {
    const { scope, setNow, sign, parent, draft, consolidated } = await openConsolidatingDesk()
    const euros = await addRateCard(scope, { currencyId: EUR_ID })
    await sign('Paris', { rateCardId: euros.id }, parent, CONSOLIDATED)
    expect(customersOf(await draft())).toEqual(['Acme', 'Berlin'])
    setNow(at('2024-09-02T00:00:00Z'))
    await finalizeAll(scope)
    expect((await consolidated()).map(customersOf)).toEqual([['Acme', 'Berlin']])
  })

  it('is there from the first period on in which there is a child', async () => {
    const { scope, sign, setNow } = await openHierarchyDesk()
    const parent = await sign('Acme', { hierarchy: CONCATENATE })
    setNow(at('2024-09-15T00:00:00Z'))
    const periods = async () =>
      (await draftHeads(scope, parent.customerId)).flatMap(
        ({ consolidation }) => consolidation?.period.from ?? [],
      )
    expect(await periods()).toEqual([])
    await sign('Berlin', { startingAt: at('2024-09-10T00:00:00Z') }, parent)
    expect(await periods()).toEqual([at('2024-09-01T00:00:00Z')])
  })
  it('of a parent without a card has the usage of its children alone', async () => {
    const { scope, setNow, sign, onUsageInvoice: subscriptions } = await openHierarchyDesk()
    const parent = await sign('Acme', { rateCardId: null, hierarchy: CONCATENATE })
    const berlin = await sign('Berlin', { subscriptions }, parent, SEPARATE)
    const drafts = async () => (await draftHeads(scope, parent.customerId)).length
    expect(await drafts()).toBe(0)
    await sign('Oslo', { subscriptions }, parent, CONSOLIDATED)
    expect(await drafts()).toBe(1)
    setNow(at('2024-09-02T00:00:00Z'))
    await finalizeAll(scope)
    const [invoice] = (await findInvoices(scope, parent.customerId)).map(readInvoice)
    expect([customersOf(invoice), invoice?.total.toNumber()]).toEqual([['Oslo'], 200])
    expect(await findInvoices(scope, berlin.customerId)).toHaveLength(1)
  })

  it('of a parent without a card is there where it has a statement to put together, and not in the months between', async () => {
    const { scope, setNow, sign, onUsageInvoice: subscriptions, totals } = await openHierarchyDesk()
    const parent = await sign('Acme', { rateCardId: null, hierarchy: CONCATENATE })
    const statements = { ...MONTHLY_STATEMENTS, frequency: 'QUARTERLY' } as const
    await sign('Berlin', { subscriptions, usageStatementSchedule: statements }, parent, CONSOLIDATED)
    setNow(at('2024-10-02T00:00:00Z'))
    // August and September are over, and Berlin's statement of August to October is within neither.
    expect(await finalizeAll(scope)).toMatchObject({ invoices: 0, failures: [] })
    expect(await draftHeads(scope, parent.customerId)).toEqual([])
    const euros = await addRateCard(scope, { currencyId: EUR_ID })
    await sign('Paris', { rateCardId: euros.id }, parent, CONSOLIDATED)
    expect(await draftHeads(scope, parent.customerId)).toEqual([])
    // Oslo's August, September and October are; its 200 of each of the first two are final now.
    await sign('Oslo', { subscriptions }, parent, CONSOLIDATED)
    await finalizeAll(scope)
    expect(await totals(parent)).toEqual([200, 200])
    expect((await draftHeads(scope, parent.customerId)).map(({ type }) => type)).toEqual([
      'USAGE_CONSOLIDATED',
    ])
  })

  it('of a parent without a card is of what it left of a period, where the contracts were made longer since', async () => {
    const { scope, setNow, sign, onUsageInvoice: subscriptions, totals } = await openHierarchyDesk()
    const endingBefore = at('2024-08-15T00:00:00Z')
    const parent = await sign('Acme', { rateCardId: null, endingBefore, hierarchy: CONCATENATE })
    const berlin = await sign('Berlin', { subscriptions, endingBefore }, parent, CONSOLIDATED)
    setNow(at('2024-08-16T00:00:00Z'))
    await finalizeAll(scope)
    for (const { id: contractId, customerId } of [parent, berlin]) {
      await updateContractEndDate(scope, { customerId, contractId }, null)
    }
    setNow(at('2024-09-02T00:00:00Z'))
    await finalizeAll(scope)
    const periods = (await findInvoices(scope, parent.customerId)).map(({ period }) => period?.to)
    expect(periods).toEqual([endingBefore, at('2024-09-01T00:00:00Z')])
    // Each of Berlin's two statements of August is on one of them, and comes to what it does by itself.
    expect(await totals(parent)).toEqual(await totals(berlin))
  })

  it('bills no charge by itself: a statement that is made anew has all of its own', async () => {
    const { scope, setNow, setup, sign, onUsageInvoice: subscriptions, totals } = await openHierarchyDesk()
    const asParent = {
      subscriptions,
      hierarchy: CONCATENATE,
      scheduledCharges: [newCharge(setup.id)],
      scheduledChargesOnUsageInvoices: 'ALL',
    } as const
    const parent = await sign('Acme', asParent)
    await sign('Berlin', {}, parent)
    setNow(at('2024-09-02T00:00:00Z'))
    await finalizeAll(scope)
    // 200 for seats, and the charge of 1,000 on 1 September; both invoices have them.
    expect(await totals(parent)).toEqual([1200, 1200])
    const [statement] = await findInvoices(scope, parent.customerId)
    await voidInvoice(scope, statement?.id ?? '')
    await regenerateInvoice(scope, statement?.id ?? '')
    expect(await totals(parent)).toEqual([1200, 1200])
  })

  it('is found among invoices by its type, and by its period', async () => {
    const { scope, parent } = await openConsolidatingDesk()
    const filter = { isNewestFirst: false, limit: 100, cursor: undefined }
    const found = async (more: object) =>
      (await listInvoices(scope, parent.customerId, { ...filter, ...more })).invoices.map(({ type }) => type)
    expect(await found({ type: 'USAGE_CONSOLIDATED' })).toEqual(['USAGE_CONSOLIDATED'])
    expect((await found({ startingOn: parent.terms.startingAt })).toSorted()).toEqual([
      'USAGE',
      'USAGE_CONSOLIDATED',
    ])
    expect(await found({ startingOn: parent.terms.startingAt + 1 })).toEqual([])
  })
})

it('invoices of a contract in no hierarchy have no payer, also where its customer is in one by another', async () => {
  const { scope, setNow, parent } = await openConsolidatingDesk()
  const { rateCardId } = parent.terms
  const alone = await createContract(scope, newContract(parent.customerId, { rateCardId }))
  setNow(at('2024-09-02T00:00:00Z'))
  await finalizeAll(scope)
  const stored = (await findInvoices(scope, parent.customerId)).filter(
    ({ contractId }) => contractId === alone.id,
  )
  expect(stored.map((one) => readInvoice(one).payer)).toEqual([undefined])
})
