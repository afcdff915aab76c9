import { hash, randomUUID } from 'node:crypto'
import type { Warehouse } from '../../../src/warehouse/warehouse.ts'

/** Inserts some events of two months, with ids that cannot be pressed to less than 20 bytes each. */
export function insertEvents(warehouse: Warehouse, tag: string, count: number): Promise<void> {
  const lines = Array.from(
    { length: count },
    (_, index) =>
      `${tag} ${hash('sha1', `${tag} ${index}`)}\tacme\trequest\t2024-0${(index % 2) + 1}-01 00:00:00\t${index}\n`,
  )
  return warehouse.insertText({
    table: 'events',
    columns: ['transaction_id', 'customer_id', 'event_type', 'timestamp', 'accepted_sequence'],
    body: Buffer.from(lines.join('')),
    token: randomUUID(),
  })
}
