import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { addContract, addCustomer } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { findLedgerEntries } from './find-ledger-entries.ts'
import { findInvoices } from './find.ts'
import type { CustomerInvoices } from './insert.ts'
import { openInvoiceWriter } from './invoice-writer.ts'
import { customerRevision } from './revision.ts'

const AUGUST_20 = at('2024-08-20T00:00:00Z')

/** A catalog in a file, a customer's contract there, and a writer; all are gone when the test ends. */
async function openDesk() {
  const folder = mkdtempSync(join(tmpdir(), 'meterhouse-writer-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const scope = openTestCatalog(join(folder, 'catalog.sqlite'))
  const failures: unknown[] = []
  const writer = openInvoiceWriter(join(folder, 'catalog.sqlite'), (error) => failures.push(error))
  onTestFinished(() => writer.close())
  const sign = async (name: string) => addContract(scope, (await addCustomer(scope, name)).id)
  return { scope, writer, sign, failures }
}

type Desk = Awaited<ReturnType<typeof openDesk>>

/** An invoice that takes 10 of some commit, computed from what the customer is now. */
async function computed(
  { scope }: Pick<Desk, 'scope'>,
  { id: contractId, customerId }: Awaited<ReturnType<Desk['sign']>>,
): Promise<CustomerInvoices> {
  const invoice = {
    id: newId(),
    headId: newId(),
    customerId,
    contractId,
    type: 'SCHEDULED' as const,
    currencyId: USD_CENTS_ID,
    period: null,
    issuedAt: AUGUST_20,
    document: '{}',
    regeneratedFromId: null,
  }
  const drawn = { customerId, balanceId: 'commit', segmentId: 'segment', effectiveAt: AUGUST_20 }
  const entries = [{ ...drawn, type: 'DEDUCTION' as const, amount: '-10.5' }]
  const revision = await customerRevision(scope.catalog, customerId)
  return { customerId, invoices: [{ invoice, entries }], revision }
}

test('what a thread stores is there for everybody, with the ledger, dated as it was told', async () => {
  const desk = await openDesk()
  const contract = await desk.sign('Acme')
  expect(await desk.writer.insert([await computed(desk, contract)], AUGUST_20)).toEqual([])
  expect(await findInvoices(desk.scope, contract.customerId)).toMatchObject([{ finalizedAt: AUGUST_20 }])
  const [entry] = await findLedgerEntries(desk.scope, [contract.customerId])
  expect(entry?.amount.toFixed()).toBe('-10.5')
})

test('nothing is stored of a customer that was changed since, and all of the others', async () => {
  const desk = await openDesk()
  const [acme, other] = [await desk.sign('Acme'), await desk.sign('Borealis')]
  const late = await computed(desk, acme)
  await desk.writer.insert([await computed(desk, acme)], AUGUST_20)
  expect(await desk.writer.insert([late, await computed(desk, other)], AUGUST_20)).toEqual([acme.customerId])
  expect(await findInvoices(desk.scope, acme.customerId)).toHaveLength(1)
  expect(await findInvoices(desk.scope, other.customerId)).toHaveLength(1)
})

test('what fails is told, stores nothing, and the next is stored', async () => {
  const desk = await openDesk()
  const contract = await desk.sign('Acme')
  const of = await computed(desk, contract)
  const twice = { ...of, invoices: [...of.invoices, ...of.invoices] }
  await expect(desk.writer.insert([twice], AUGUST_20)).rejects.toThrow('UNIQUE constraint failed')
  expect(await findInvoices(desk.scope, contract.customerId)).toEqual([])
  expect(await desk.writer.insert([of], AUGUST_20)).toEqual([])
})

test('a thread that cannot open the catalog fails what it is given, and another one follows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'meterhouse-writer-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'later', 'catalog.sqlite')
  const failures: unknown[] = []
  const writer = openInvoiceWriter(path, (error) => failures.push(error))
  onTestFinished(() => writer.close())
  await expect(writer.insert([], AUGUST_20)).rejects.toThrow('unable to open database file')
  expect(failures).toMatchObject([{ message: 'unable to open database file' }])
  mkdirSync(join(folder, 'later'))
  openTestCatalog(path)
  // The first one has yet to say that it has ended.
  expect(await writer.insert([], AUGUST_20)).toEqual([])
})

test('what a transaction has read is so until it has written, whatever a thread stores meanwhile', async () => {
  const desk = await openDesk()
  const contract = await desk.sign('Acme')
  const of = await computed(desk, contract)
  const { catalog } = desk.scope
  const storing = await catalog.transaction().execute(async (transaction) => {
    const before = await customerRevision(transaction, contract.customerId)
    const inserting = desk.writer.insert([of], AUGUST_20)
    // Long enough for the thread to have stored it, if it could.
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await customerRevision(transaction, contract.customerId)).toBe(before)
    const archived = transaction.updateTable('contracts').set({ archived_at: AUGUST_20 })
    await archived.where('id', '=', contract.id).execute()
    return { inserting }
  })
  expect(await storing.inserting).toEqual([contract.customerId])
  expect(await findInvoices(desk.scope, contract.customerId)).toEqual([])
})

test('what it was given is stored before it closes', async () => {
  const desk = await openDesk()
  const contract = await desk.sign('Acme')
  const inserting = desk.writer.insert([await computed(desk, contract)], AUGUST_20)
  await desk.writer.close()
  expect(await inserting).toEqual([])
  expect(desk.failures).toEqual([])
  expect(await findInvoices(desk.scope, contract.customerId)).toHaveLength(1)
})
