import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { openCatalogFile } from '../src/catalog/database.ts'
import { voidInvoice } from '../src/catalog/invoices/void.ts'
import { newSubscription, openDealDesk } from '../src/catalog/testing/contract-terms.ts'
import { Decimal } from '../src/kernel/decimal.ts'
import { openInvoiceExport } from '../src/invoices/export/invoice-export.ts'
import { OversizedInvoiceError } from '../src/invoices/export/oversized-invoice-error.ts'
import { finalizeAll } from '../src/invoices/runs/finalize-all.ts'
import { finalizeDue } from '../src/invoices/life-cycle/finalize.ts'
import { newReport } from '../src/invoices/batch/run-report.ts'
import { openFinalizer } from '../src/invoices/runs/finalizer.ts'
import { regenerateInvoice } from '../src/invoices/life-cycle/regenerate.ts'
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

  /** Two contracts that each charged 20 for a seat on 1 August, as two invoices: the second for ten, the first as is said. */
  async function openDesk(warehouse: Warehouse, seatsOfFirst = new Decimal(10)) {
    const { scope: catalogScope, customer, seats, sign } = await openDealDesk()
    const scope = { ...catalogScope, warehouse, propertyColumns: NO_PROPERTY_COLUMNS }
    const bill = async (initialQuantity: Decimal) => {
      await sign({
        subscriptions: [
          newSubscription(seats.id, { invoicePlacement: 'ON_SCHEDULED_INVOICE', initialQuantity }),
        ],
      })
      const [draft] = await finalizeDue(scope, customer.id)
      if (draft === undefined) throw new Error('an invoice is due')
      return draft.invoice.id
    }
    return { scope, first: await bill(seatsOfFirst), second: await bill(new Decimal(10)) }
  }

  type Desk = Awaited<ReturnType<typeof openDesk>>
  /** The desk as a copy of its catalog has it that is made now. */
  const restoredCopy = (desk: Desk): Desk => {
    const folder = mkdtempSync(`${tmpdir()}/meterhouse-copy-`)
    desk.scope.file.exec(`VACUUM INTO '${folder}/catalog.sqlite'`)
    const { file, catalog } = openCatalogFile(`${folder}/catalog.sqlite`)
    onTestFinished(async () => {
      await catalog.destroy()
      rmSync(folder, { recursive: true })
    })
    return { ...desk, scope: { ...desk.scope, file, catalog } }
  }
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

  it('come to one that has had as many from another catalog, or none while the last one is due', async () => {
    const [one, other, empty] = [await openWarehouse(), await openWarehouse(), await openWarehouse()]
    const [desk, stranger] = [await openDesk(one), await openDesk(other)]
    await openExport(stranger, other).settle()
    await openExport(desk, one).settle()
    await openExport(desk, other).settle()
    const both = new Map([
      [desk.first, 'FINALIZED'],
      [desk.second, 'FINALIZED'],
    ])
    expect(await statuses(other)).toEqual(both)
    expect(await violations(other)).toEqual([])
    await voidInvoice(desk.scope, desk.second)
    expect(await due(desk)).toHaveLength(1)
    await openExport(desk, empty).settle()
    expect(await statuses(empty)).toEqual(both.set(desk.second, 'VOID'))
  })

  it('come to another catalog’s also where a start ended before that was emptied', async () => {
    const [one, other] = [await openWarehouse(), await openWarehouse()]
    const [desk, stranger] = [await openDesk(one), await openDesk(other)]
    await openExport(stranger, other).settle()
    await openExport(desk, one).settle()
    const failure = { step: 'TRUNCATE TABLE oversized_invoice_versions', when: 'before' } as const
    const { warehouse, failures } = failingWarehouse(other, failure)
    await openExport(desk, warehouse).settle()
    expect(failures()).toBe(1)
    expect(await due(desk)).toHaveLength(2)
    await openExport(desk, other).settle()
    expect(new Set((await statuses(other)).keys())).toEqual(new Set([desk.first, desk.second]))
    expect(await violations(other)).toEqual([])
  })

  it('are those of a copy from before, also where a start with it ended before the later ones were discarded', async () => {
    const real = await openWarehouse()
    const desk = await openDesk(real)
    await openExport(desk, real).settle()
    const copy = restoredCopy(desk)
    await voidInvoice(desk.scope, desk.first)
    await regenerateInvoice(desk.scope, desk.first)
    // The last one that comes is one that the copy knows, too.
    await voidInvoice(desk.scope, desk.second)
    await openExport(desk, real).settle()
    expect((await statuses(real)).size).toBe(3)

    const failure = { step: 'TRUNCATE TABLE oversized_invoice_versions', when: 'before' } as const
    const { warehouse, failures } = failingWarehouse(real, failure)
    await openExport(copy, warehouse).settle()
    expect(failures()).toBe(1)
    await openExport(copy, real).settle()
    const before = new Map([
      [desk.first, 'FINALIZED'],
      [desk.second, 'FINALIZED'],
    ])
    expect(await statuses(real)).toEqual(before)
    expect(await lines(real)).toEqual([SEATS, SEATS])
    expect(await due(copy)).toEqual([])
  })

  describe('that the tables cannot hold', () => {
    // At 20 a seat: 2 and 38 zeros, a digit more than there is room for.
    const TOO_MANY = new Decimal(10).pow(37)
    const TOTAL = `2${'0'.repeat(38)}`
    const tooLarge = (warehouse: Warehouse) => select(warehouse, readSqlFile('checks/invoices-too-large.sql'))

    it('are told of and found by a check, in every digit, and keep no others waiting', async () => {
      const warehouse = await openWarehouse()
      const desk = await openDesk(warehouse, TOO_MANY)
      const told: unknown[] = []
      const exported = openExport(desk, warehouse, (error) => told.push(error))
      await exported.settle()
      expect(await statuses(warehouse)).toEqual(new Map([[desk.second, 'FINALIZED']]))
      expect(await lines(warehouse)).toEqual([SEATS])
      const found = { id: desk.first, total: TOTAL, amounts: { total: TOTAL, 'lines[0].total': TOTAL } }
      expect(await tooLarge(warehouse)).toMatchObject([{ ...found, status: 'FINALIZED' }])
      const message = `invoice ${desk.first} has more than 38 integer digits in total, lines[0].total: it is in oversized_invoices alone`
      expect(told).toEqual([new OversizedInvoiceError(desk.first, ['total', 'lines[0].total'])])
      expect(told).toMatchObject([{ message, invoiceId: desk.first }])
      expect(await due(desk)).toEqual([])

      await voidInvoice(desk.scope, desk.first)
      await voidInvoice(desk.scope, desk.second)
      exported.begin()
      await exported.settle()
      expect(await statuses(warehouse)).toEqual(new Map([[desk.second, 'VOID']]))
      expect(await tooLarge(warehouse)).toMatchObject([{ ...found, status: 'VOID' }])
      expect(told).toHaveLength(2)
      expect(await violations(warehouse)).toEqual([])
    })

    it('have a digit more than those that are there to the last one', async () => {
      const warehouse = await openWarehouse()
      const desk = await openDesk(warehouse, new Decimal(`4${'9'.repeat(36)}`))
      await openExport(desk, warehouse).settle()
      const [{ total } = { total: null }] = await select(
        warehouse,
        `SELECT total FROM invoices WHERE id = '${desk.first}'`,
      )
      expect(total).toBe(`${'9'.repeat(36)}80`)
      expect(await tooLarge(warehouse)).toEqual([])
    })

    it.each(['before', 'after'] as const)('come all the same after a failure: %s', async (when) => {
      const real = await openWarehouse()
      const desk = await openDesk(real, TOO_MANY)
      const { warehouse, heal } = failingWarehouse(real, { step: 'oversized_invoice_versions', when })
      const exported = openExport(desk, warehouse)
      await exported.settle()
      expect(await due(desk)).toHaveLength(2)
      heal()
      exported.begin()
      await exported.settle()
      expect(await tooLarge(real)).toMatchObject([{ id: desk.first }])
      expect(await statuses(real)).toEqual(new Map([[desk.second, 'FINALIZED']]))
      expect(await due(desk)).toEqual([])
    })

    it('are known where they are the last, and come to a warehouse that is another one', async () => {
      const [one, other] = [await openWarehouse(), await openWarehouse()]
      const desk = await openDesk(one, TOO_MANY)
      await openExport(await openDesk(other, TOO_MANY), other).settle()
      await voidInvoice(desk.scope, desk.first)
      await openExport(desk, one).settle()
      const again: unknown[] = []
      await openExport(desk, one, (error) => again.push(error)).settle()
      expect(again).toEqual([])
      await openExport(desk, other).settle()
      expect(await tooLarge(other)).toMatchObject([{ id: desk.first, status: 'VOID' }])
      expect(await statuses(other)).toEqual(new Map([[desk.second, 'FINALIZED']]))
    })
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
