import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EVENT_COLUMNS } from '../../src/ingest/event-text.ts'
import { openEngine } from '../../src/warehouse/engine.ts'
import { migrateWarehouse } from '../../src/warehouse/migrate.ts'

/**
 * The floor: a bare node:http server that parses the JSON and inserts it in groups into a table of the same column
 * types, durably. It validates nothing, deduplicates nothing and keeps no numbers exact.
 */
const engine = openEngine({ path: process.argv[2] ?? '' })
const warehouse = await engine.openDatabase('floor')
await migrateWarehouse(warehouse)

interface FloorEvent {
  transaction_id: string
  customer_id: string
  event_type: string
  timestamp: string
  properties: Record<string, string | number>
}

let waiting: { rows: string; answer: () => void }[] = []
let isInserting = false
let token = 0

async function insertWaiting(): Promise<void> {
  isInserting = true
  while (waiting.length > 0) {
    const group = waiting
    waiting = []
    const body = Buffer.from(group.map(({ rows }) => rows).join(''))
    token += 1
    await warehouse.insertText({ table: 'events', columns: EVENT_COLUMNS, body, token: String(token) })
    for (const { answer } of group) answer()
  }
  isInserting = false
}

function toRow(event: FloorEvent): string {
  let map = ''
  for (const name in event.properties) map += `${map === '' ? '' : ','}'${name}':'${event.properties[name]}'`
  const time = `${event.timestamp.slice(0, 10)} ${event.timestamp.slice(11, 19)}`
  return `${event.transaction_id}\t${event.customer_id}\t${event.event_type}\t${time}\t{${map}}\tsssnss\t[]\t${time}\t0\n`
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const events = JSON.parse(Buffer.concat(chunks).toString('utf8')) as FloorEvent[]
    waiting.push({
      rows: events.map(toRow).join(''),
      answer: () =>
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 }).end('{}'),
    })
    if (!isInserting) void insertWaiting()
  })
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.on('SIGTERM', () => {
  server.close(() => void warehouse.close().then(() => process.exit(0)))
  server.closeAllConnections()
})
