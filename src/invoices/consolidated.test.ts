import { describe, expect, it } from 'vitest'
import type { NewHierarchy } from '../catalog/contracts/make-hierarchy.ts'
import type { Contract } from '../catalog/contracts/rows.ts'
import { findInvoices } from '../catalog/invoices/find.ts'
import { voidInvoice } from '../catalog/invoices/void.ts'
import { newCharge } from '../catalog/testing/contract-terms.ts'
import { at } from '../catalog/testing/memory-catalog.ts'
import { refusalOf } from '../catalog/testing/refusal.ts'
import { MONTHLY_STATEMENTS } from '../catalog/contracts/usage-statement-schedule.ts'
import { archiveContract } from '../catalog/contracts/archive.ts'
import { createContract } from '../catalog/contracts/create.ts'
import { updateContractEndDate } from '../catalog/contracts/update-end-date.ts'
import { addRateCard, newContract } from '../catalog/testing/fixtures.ts'
import { computeDrafts } from './compute-drafts.ts'
import { diffInvoices, NOW } from './diff/diff-invoices.ts'
import { readInvoice } from './document.ts'
import { draftHeads } from './draft-heads.ts'
import type { RunReport } from './batch/run-report.ts'
import { finalizeAll } from './finalize-all.ts'
import { generateInvoices, type GenerateOptions } from './generate.ts'
import { listInvoices } from './list.ts'
import { regenerateInvoice } from './regenerate.ts'
import { openHierarchyDesk } from './testing/hierarchy.ts'
import { updateIssueDate } from './update-issue-date.ts'

const EUR_ID = '8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a07'

const CONSOLIDATED = { payer: 'PARENT', usageStatementBehavior: 'CONSOLIDATE' } as const
const CONCATENATE: NewHierarchy = {
  parent: null,
  payer: null,
  usageStatementBehavior: null,
  invoiceConsolidationType: 'CONCATENATE',
}
const SEPARATE = { payer: 'PARENT', usageStatementBehavior: 'SEPARATE' } as const

/** Acme, whose invoices put Berlin's together with its own, and not Oslo's; each is charged 200 as August ends. */
async function openDesk() {
  const desk = await openHierarchyDesk()
  const { scope, sign, onUsageInvoice: subscriptions } = desk
  const parent = await sign('Acme', { subscriptions, hierarchy: CONCATENATE })
  const berlin = await sign('Berlin', { subscriptions }, parent, CONSOLIDATED)
  const oslo = await sign('Oslo', { subscriptions }, parent, SEPARATE)
  const storedOf = async ({ customerId }: Contract) => findInvoices(scope, customerId)
  const consolidated = async () =>
    (await storedOf(parent)).filter(({ type }) => type === 'USAGE_CONSOLIDATED').map(readInvoice)
  /** The usage invoice of August. */
  const statementOf = async (contract: Contract) => {
    const found = (await storedOf(contract)).find(({ type }) => type === 'USAGE')
    if (found === undefined) throw new Error('August is not final')
    return readInvoice(found)
  }
  const draft = async () => {
    const heads = await draftHeads(scope, parent.customerId)
    const ofAugust = (head: (typeof heads)[number]) =>
      head.consolidation?.period.from === parent.terms.startingAt
    const { drafts } = await computeDrafts(scope, [parent.customerId], heads, ofAugust)
    return drafts[0]?.invoice
  }
  return { ...desk, parent, berlin, oslo, consolidated, statementOf, draft }
}

const customersOf = (invoice: { constituents?: readonly { customerName: string }[] } | undefined) =>
  invoice?.constituents?.map(({ customerName }) => customerName)

describe('a consolidated invoice', () => {
  it('has the lines of the parent and of the children it pays for, as a draft and once all of them are final', async () => {
    const { scope, setNow, parent, berlin, consolidated, statementOf, draft } = await openDesk()
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
    const { scope, file, setNow, berlin, consolidated } = await openDesk()
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
    const { scope, setNow, parent, berlin, consolidated } = await openDesk()
    const finalizer = { runAlone: (work: () => Promise<RunReport>) => work() }
    const generate = (options: Partial<GenerateOptions>) =>
      generateInvoices({ ...scope, finalizer }, { isDryRun: false, ...options })
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

  it('leaves out what is issued on another day, and is moved with its own statement alone', async () => {
    const { scope, parent, berlin, draft } = await openDesk()
    const [ofAcme, together] = await draftHeads(scope, parent.customerId)
    const [ofBerlin] = await draftHeads(scope, berlin.customerId)
    const move = (id = '', day = 0) => updateIssueDate(scope, id, at(`2024-09-0${day}T09:00:00Z`))
    await move(ofBerlin?.id, 3)
    expect(customersOf(await draft())).toEqual(['Acme'])
    await move(ofAcme?.id, 3)
    expect(customersOf(await draft())).toEqual(['Acme', 'Berlin'])
    await expect(move(together?.id, 4)).rejects.toThrow('invoice_id: a consolidated invoice is issued with')
  })

  it('leaves out what is in another currency', async () => {
    const { scope, setNow, sign, parent, draft, consolidated } = await openDesk()
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

  it('is made anew of what statements there are then', async () => {
    const { scope, setNow, sign, onUsageInvoice, parent, berlin, consolidated, statementOf } =
      await openDesk()
    setNow(at('2024-09-02T00:00:00Z'))
    await finalizeAll(scope)
    const [first] = await consolidated()
    const id = first?.id ?? ''
    await voidInvoice(scope, (await statementOf(berlin)).id)
    // It stays as it was sent, and says so where it is compared.
    const { other } = await diffInvoices(scope, id, NOW, parent.customerId)
    expect([first?.total.toNumber(), other.total.toNumber()]).toEqual([400, 200])
    await voidInvoice(scope, id)
    expect(await finalizeAll(scope)).toMatchObject({ invoices: 0 })
    // Its August is a draft, and is not put together with what is final.
    await sign('Paris', { subscriptions: onUsageInvoice }, parent, CONSOLIDATED)
    // Acme's 200 without the 200 of Paris, as it is made anew.
    const compared = await diffInvoices(scope, id, NOW, parent.customerId)
    expect(compared.other.total.toNumber()).toBe(200)
    await regenerateInvoice(scope, id)
    const [, again] = await consolidated()
    expect(again).toMatchObject({ status: 'FINALIZED', regeneratedFromId: id })
    expect(customersOf(again)).toEqual(['Acme'])
  })

  it('is not made anew of nothing, where all of its statements are void', async () => {
    const { scope, setNow, parent, berlin, consolidated, statementOf } = await openDesk()
    setNow(at('2024-09-02T00:00:00Z'))
    await finalizeAll(scope)
    const id = (await consolidated())[0]?.id ?? ''
    const statements = [await statementOf(parent), await statementOf(berlin)]
    for (const one of [id, ...statements.map((statement) => statement.id)]) await voidInvoice(scope, one)
    const refusal = await refusalOf(regenerateInvoice(scope, id))
    expect(refusal.message).toBe(
      `id: all statements of consolidated invoice ${id} are void; regenerate those first`,
    )
    for (const statement of statements) await regenerateInvoice(scope, statement.id)
    await regenerateInvoice(scope, id)
    expect((await consolidated()).map(({ status, total }) => [status, total.toNumber()])).toEqual([
      ['VOID', 400],
      ['FINALIZED', 400],
    ])
  })

  it('is made anew of statements that stand, also where the parent was made to end within their period since', async () => {
    const { scope, setNow, parent, consolidated } = await openDesk()
    setNow(at('2024-09-02T00:00:00Z'))
    await finalizeAll(scope)
    const ref = { customerId: parent.customerId, contractId: parent.id }
    await updateContractEndDate(scope, ref, at('2024-08-20T00:00:00Z'))
    const [first] = await consolidated()
    const id = first?.id ?? ''
    // 200 of Acme and 200 of Berlin, of all of August, which nobody voided.
    const { other } = await diffInvoices(scope, id, NOW, parent.customerId)
    expect(other.total.toNumber()).toBe(400)
    await voidInvoice(scope, id)
    await regenerateInvoice(scope, id)
    const [, again] = await consolidated()
    expect(again).toMatchObject({ period: first?.period, issuedAt: first?.issuedAt })
    expect([customersOf(again), again?.total.toNumber()]).toEqual([['Acme', 'Berlin'], 400])
  })

  it('is made anew with the statement of a child that was archived since', async () => {
    const { scope, setNow, parent, berlin, oslo, consolidated } = await openDesk()
    setNow(at('2024-09-02T00:00:00Z'))
    await finalizeAll(scope)
    const id = (await consolidated())[0]?.id ?? ''
    for (const child of [berlin, oslo]) {
      const ref = { customerId: child.customerId, contractId: child.id }
      await archiveContract(scope, ref)
    }
    await voidInvoice(scope, id)
    await regenerateInvoice(scope, id)
    expect((await consolidated()).map(customersOf)).toEqual([
      ['Acme', 'Berlin'],
      ['Acme', 'Berlin'],
    ])
    // There is none of September, in which it has no child.
    expect((await draftHeads(scope, parent.customerId)).map(({ type }) => type)).toEqual(['USAGE'])
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
    const { scope, parent } = await openDesk()
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
  const { scope, setNow, parent } = await openDesk()
  const { rateCardId } = parent.terms
  const alone = await createContract(scope, newContract(parent.customerId, { rateCardId }))
  setNow(at('2024-09-02T00:00:00Z'))
  await finalizeAll(scope)
  const stored = (await findInvoices(scope, parent.customerId)).filter(
    ({ contractId }) => contractId === alone.id,
  )
  expect(stored.map((one) => readInvoice(one).payer)).toEqual([undefined])
})
