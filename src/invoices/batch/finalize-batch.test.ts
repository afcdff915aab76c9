import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { openInvoiceWriter, type InvoiceWriter } from '../../catalog/invoices/invoice-writer.ts'
import { createContract } from '../../catalog/contracts/create.ts'
import { newSubscription, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { addCustomer, newContract } from '../../catalog/testing/fixtures.ts'
import { finalizeBatch } from './finalize-batch.ts'
import { openRunBook } from './open-batch.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'

/**
 * Three customers that were each charged for seats on 1 August; nothing is metered, and the warehouse is not asked.
 * @param writer what stores beside the catalog's own connection; null where there is none.
 */
async function openDesk(catalogPath?: string, writer: Pick<InvoiceWriter, 'insert'> | null = null) {
  const { scope: catalogScope, card, seats } = await openDealDesk(catalogPath)
  const scope = {
    ...unmeteredScope(catalogScope),
    ingest: { storedSequence: async () => 0 },
    ...(writer === null ? {} : { invoiceWriter: writer }),
  }
  const subscriptions = [newSubscription(seats.id, { invoicePlacement: 'ON_SCHEDULED_INVOICE' })]
  const ids: string[] = []
  for (const name of ['Acme', 'Borealis', 'Cinder']) {
    const { id } = await addCustomer(scope, name)
    await createContract(scope, newContract(id, { rateCardId: card.id, subscriptions }))
    ids.push(id)
  }
  const finalize = () => finalizeBatch(scope, openRunBook(scope), ids, scope.clock.now())
  const stored = async () => {
    const found = await Promise.all(ids.map((id) => findInvoices(scope, id)))
    return found.map((invoices) => invoices.length)
  }
  return { file: catalogScope.file, ids, finalize, stored }
}

/** The same, in a file, with a thread that stores. */
async function openThreadedDesk() {
  const folder = mkdtempSync(join(tmpdir(), 'meterhouse-batch-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'catalog.sqlite')
  const writer = openInvoiceWriter(path, (error) => {
    throw error
  })
  onTestFinished(() => writer.close())
  const insert = vi.fn<InvoiceWriter['insert']>((...given) => writer.insert(...given))
  return { ...(await openDesk(path, { insert })), insert }
}

test('a batch is stored by the thread where there is one', async () => {
  const { ids, finalize, stored, insert } = await openThreadedDesk()
  expect(await finalize()).toMatchObject({
    invoices: ids.map((customerId) => ({ customerId })),
    failures: [],
  })
  expect(await stored()).toEqual([1, 1, 1])
  expect(insert).toHaveBeenCalledTimes(1)
})

test.each([
  ['by the catalog’s own connection', openDesk],
  ['by a thread', openThreadedDesk],
])(
  'a customer whose invoice cannot be stored %s does not stop the others, and is tried again',
  async (_, open) => {
    const { file, ids, finalize, stored } = await open()
    const refused = ids[1] ?? ''
    file.exec(`CREATE TRIGGER refuse BEFORE INSERT ON invoices WHEN NEW.customer_id = '${refused}'
    BEGIN SELECT RAISE(ABORT, 'not this one'); END`)
    const first = await finalize()
    expect(first.failures).toMatchObject([{ customerId: refused, error: { message: 'not this one' } }])
    expect(first.invoices.map(({ customerId }) => customerId)).toEqual([ids[0], ids[2]])
    expect(await stored()).toEqual([1, 0, 1])
    file.exec('DROP TRIGGER refuse')
    expect(await finalize()).toMatchObject({ invoices: [{ customerId: refused }], failures: [] })
    expect(await stored()).toEqual([1, 1, 1])
  },
)
