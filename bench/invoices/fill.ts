import { openCatalogFile } from '../../src/catalog/database.ts'
import { migrateCatalog } from '../../src/catalog/migrate.ts'
import { fillEvents } from './fill-events.ts'
import { inventCustomers } from './invent.ts'
import { openStores } from './open-stores.ts'

/** Fills the stores in a folder with customers and their month's events: `fill.ts FOLDER CUSTOMERS EVENTS`. */
const [folder = '', customersText = '0', eventsText = '0'] = process.argv.slice(2)
const [customers, events] = [Number(customersText), Number(eventsText)]
// What is written before the measurement need not be on disk at each step.
const { file, catalog } = openCatalogFile(`${folder}/sandbox.sqlite`)
file.exec('PRAGMA synchronous = OFF')
migrateCatalog(file)
const opened = await openStores(folder)
await inventCustomers({ ...opened.environment, catalog }, customers)
await catalog.destroy()
await fillEvents(opened.environment.warehouse, events, customers)
await opened.close()
process.exit(0)
