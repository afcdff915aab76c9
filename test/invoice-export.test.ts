import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { voidInvoice } from '../src/catalog/invoices/void.ts'
import { newSubscription, openDealDesk } from '../src/catalog/testing/contract-terms.ts'
import { openInvoiceExport } from '../src/invoices/export/invoice-export.ts'
import { finalizeAll } from '../src/invoices/finalize-all.ts'
import { finalizeDue } from '../src/invoices/finalize.ts'
import { newReport } from '../src/invoices/batch/run-report.ts'
import { openFinalizer } from '../src/invoices/finalizer.ts'
import { regenerateInvoice } from '../src/invoices/regenerate.ts'
import { openHierarchyDesk } from '../src/invoices/testing/hierarchy.ts'
import { migrateWarehouse } from '../src/warehouse/migrate.ts'
import { readSqlFile } from '../src/warehouse/sql-file.ts'
import type { Warehouse } from '../src/warehouse/warehouse.ts'
import { failingWarehouse, type Failure } from './crash/support/failing-warehouse.ts'
import { openTestWarehouse, run, type TestWarehouse } from './support/warehouse.ts'
import { NO_PROPERTY_COLUMNS } from '../src/invoices/testing/no-property-columns.ts'

const LONG_MS = 3_600_000
const anyRow = z.record(z.string(), z.unknown())

describe('invoices in the warehouse', () => {
  let test: TestWarehouse
  let databases = 0
  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  async function openWarehouse(): Promise<Warehouse> {
    databases += 1
    const warehouse = await test.engine.openDatabase(`meterhouse_invoices_${databases}`)
    onTestFinished(() => warehouse.close())
    await migrateWarehouse(warehouse)
    return warehouse
  }

  /** Two contracts that each charged 200 for ten seats on 1 August, as two invoices. */
  async function openDesk(warehouse: Warehouse) {
    const { scope: catalogScope, customer, seats, sign } = await openDealDesk()
    const scope = { ...catalogScope, warehouse, propertyColumns: NO_PROPERTY_COLUMNS }
    const subscriptions = [newSubscription(seats.id, { invoicePlacement: 'ON_SCHEDULED_INVOICE' })]
    await sign({ subscriptions })
    await sign({ subscriptions })
    const [first, second] = await finalizeDue(scope, customer.id)
    if (first === undefined || second === undefined) throw new Error('two invoices are due')
    return { scope, first: first.invoice.id, second: second.invoice.id }
  }

  type Desk = Awaited<ReturnType<typeof openDesk>>
  const ignore = () => undefined
  const openExport = (
    { scope }: Desk,
    warehouse: Warehouse,
    onFailure: (error: unknown) => void = ignore,
    isHeld = () => false,
  ) => {
    const opened = openInvoiceExport(
      { catalog: scope.catalog, warehouse },
      { onFailure, retryMs: LONG_MS, isHeld },
    )
    onTestFinished(() => opened.close())
    return opened
  }
  const select = (warehouse: Warehouse, text: string) => run(warehouse, text, {}, anyRow)
  const statuses = async (warehouse: Warehouse) =>
    new Map(
      (await select(warehouse, 'SELECT id, status FROM invoices')).map((row) => [row['id'], row['status']]),
    )
  const lines = (warehouse: Warehouse) =>
    select(
      warehouse,
      'SELECT type, quantity, unit_price, invoice_lines.total AS total, is_counted FROM invoice_lines',
    )
  const violations = (warehouse: Warehouse) =>
    select(warehouse, readSqlFile('checks/invoices-unlike-their-lines.sql'))
  const due = ({ scope }: Desk) => scope.catalog.selectFrom('invoice_exports_due').selectAll().execute()

  const SEATS = { type: 'subscription', quantity: '10', unit_price: '20', total: '200', is_counted: true }

  it('follow what is finalized and voided, each line once', async () => {
    const warehouse = await openWarehouse()
    const desk = await openDesk(warehouse)
    const invoiceExport = openExport(desk, warehouse)
    await invoiceExport.settle()
    expect(await statuses(warehouse)).toEqual(
      new Map([
        [desk.first, 'FINALIZED'],
        [desk.second, 'FINALIZED'],
      ]),
    )
    await voidInvoice(desk.scope, desk.first)
    const again = await regenerateInvoice(desk.scope, desk.first)
    invoiceExport.begin()
    await invoiceExport.settle()
    expect(await statuses(warehouse)).toEqual(
      new Map([
        [desk.first, 'VOID'],
        [desk.second, 'FINALIZED'],
        [again, 'FINALIZED'],
      ]),
    )
    expect(await lines(warehouse)).toEqual([SEATS, SEATS, SEATS])
    expect(await violations(warehouse)).toEqual([])
    expect(await due(desk)).toEqual([])
  })

  it('wait for the end of a run that finalizes others', async () => {
    const warehouse = await openWarehouse()
    const desk = await openDesk(warehouse)
    let ended = (): void => undefined
    const run = new Promise<void>((resolve) => (ended = resolve))
    const finalizer = openFinalizer(desk.scope, () => invoiceExport.begin())
    const running = finalizer.runAlone(async () => run.then(newReport))
    const invoiceExport = openExport(desk, warehouse, ignore, () => finalizer.isRunning())
    await invoiceExport.settle()
    expect(await statuses(warehouse)).toEqual(new Map())
    ended()
    await running
    await invoiceExport.settle()
    expect(new Set((await statuses(warehouse)).keys())).toEqual(new Set([desk.first, desk.second]))
  })

  it('are there once, also where consolidated invoices put some together', async () => {
    const warehouse = await openWarehouse()
    const { scope: catalogScope, setNow, sign, onUsageInvoice: subscriptions } = await openHierarchyDesk()
    const scope = { ...catalogScope, warehouse, propertyColumns: NO_PROPERTY_COLUMNS }
    const hierarchy = {
      parent: null,
      payer: null,
      usageStatementBehavior: null,
      invoiceConsolidationType: 'CONCATENATE',
    } as const
    const parent = await sign('Acme', { subscriptions, hierarchy })
    const child = { payer: 'PARENT', usageStatementBehavior: 'CONSOLIDATE' } as const
    await sign('Berlin', { subscriptions }, parent, child)
    setNow(Date.UTC(2024, 8, 2))
    await finalizeAll(scope)
    const exported = openInvoiceExport(
      { catalog: scope.catalog, warehouse },
      { onFailure: ignore, retryMs: LONG_MS },
    )
    onTestFinished(() => exported.close())
    await exported.settle()
    // 200 of each of the two.
    expect(await select(warehouse, 'SELECT count() AS n, sum(total) AS total FROM invoices')).toEqual([
      { n: '2', total: '400' },
    ])
    expect(await lines(warehouse)).toHaveLength(2)
    const together = `SELECT any(consolidated_invoices.total) AS total, sum(invoice_lines.total) AS of_lines
      FROM consolidated_invoices, invoice_lines WHERE has(constituent_ids, invoice_id)`
    expect(await select(warehouse, together)).toEqual([{ total: '400', of_lines: '400' }])
    expect(await violations(warehouse)).toEqual([])
  })

  it.each<Failure>([
    { step: 'exported_invoice_lines', when: 'before' },
    { step: 'exported_invoice_lines', when: 'after' },
    { step: 'invoice_versions', when: 'before' },
    { step: 'invoice_versions', when: 'after' },
    { step: 'invoice-export/last-version', when: 'before' },
  ])('come all the same, and once, after a failure: $step, $when', async (failure) => {
    const real = await openWarehouse()
    const desk = await openDesk(real)
    const { warehouse, heal } = failingWarehouse(real, failure)
    const told: unknown[] = []
    const failing = openExport(desk, warehouse, (error) => told.push(error))
    await failing.settle()
    expect(told).toHaveLength(1)
    expect(await due(desk)).toHaveLength(2)
    expect(await violations(real)).toEqual([])
    heal()
    failing.begin()
    await failing.settle()
    expect((await statuses(real)).size).toBe(2)
    expect(await lines(real)).toEqual([SEATS, SEATS])
    expect(await violations(real)).toEqual([])
  })

  it('come to a warehouse that is another one, and are not left there where they are another catalog’s', async () => {
    const [one, other] = [await openWarehouse(), await openWarehouse()]
    const [desk, stranger] = [await openDesk(one), await openDesk(other)]
    await openExport(stranger, other).settle()
    await voidInvoice(desk.scope, desk.first)
    await openExport(desk, one).settle()
    await openExport(desk, other).settle()
    const expected = new Map([
      [desk.first, 'VOID'],
      [desk.second, 'FINALIZED'],
    ])
    expect(await statuses(other)).toEqual(expected)
    expect(await violations(other)).toEqual([])
  })

  it('are found by the check where they are not the sum of their lines', async () => {
    const warehouse = await openWarehouse()
    const desk = await openDesk(warehouse)
    await openExport(desk, warehouse).settle()
    await warehouse.command(
      `ALTER TABLE exported_invoice_lines UPDATE total = total + toDecimal256('0.01', 2) WHERE invoice_id = '${desk.second}' SETTINGS mutations_sync = 2`,
    )
    expect(await violations(warehouse)).toMatchObject([{ id: desk.second }])
    await warehouse.command(
      `ALTER TABLE exported_invoice_lines DELETE WHERE invoice_id = '${desk.first}' SETTINGS mutations_sync = 2`,
    )
    expect(await violations(warehouse)).toHaveLength(2)
  })
})
