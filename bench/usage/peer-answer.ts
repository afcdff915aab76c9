import { z } from 'zod'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { runText } from './design.ts'
import { answerKey, type Answer } from './question.ts'

const peerRow = z.object({
  customer: z.string().optional(),
  hour: z.number().optional(),
  model: z.string().optional(),
  region: z.string().optional(),
  value: z.union([z.string(), z.number()]),
})

/** Runs a peer's query, whose columns are those that the question asks for. */
export async function runPeer(warehouse: Warehouse, text: string): Promise<Answer> {
  const rows = await runText(warehouse, text, peerRow)
  return new Map(
    rows.map(({ value, ...keys }) => {
      const parts = [keys.customer, keys.hour, keys.model, keys.region].filter((part) => part !== undefined)
      return [answerKey(parts), value]
    }),
  )
}
