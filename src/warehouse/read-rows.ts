import { z } from 'zod'
import { columnReader } from './read-column.ts'

/** A query's answer, by column; without any where it has no rows. */
export type Columns = Readonly<Record<string, readonly unknown[]>>

/**
 * The rows of an answer, checked against their schema. By columns, which takes a third of the time it takes row by row:
 * the engine writes no names, and there is no object to check for each.
 * @throws ZodError where they are not as the schema says.
 */
export function readRows<Row>(schema: z.ZodType<Row>, columns: Columns): Row[] {
  const count = Object.values(columns)[0]?.length ?? 0
  if (!(schema instanceof z.ZodObject)) {
    // Names that others chose, of which `__proto__` may be one.
    const row = (index: number) =>
      Object.entries(columns).map(([name, values]) => [name, values[index]] as const)
    return Array.from({ length: count }, (_, index) => schema.parse(Object.fromEntries(row(index))))
  }
  const parsed = readersOf(schema).map(([name, read]) => {
    return [name, read(columns[name] ?? Array<undefined>(count).fill(undefined), count)] as const
  })
  return Array.from({ length: count }, (_, index) => {
    const row: Record<string, unknown> = {}
    for (const [name, values] of parsed) row[name] = values[index]
    return row as Row
  })
}

type Readers = readonly (readonly [name: string, read: ReturnType<typeof columnReader>])[]
const readersBySchema = new WeakMap<z.ZodObject, Readers>()

function readersOf(schema: z.ZodObject): Readers {
  const known = readersBySchema.get(schema)
  if (known !== undefined) return known
  const readers = Object.entries(schema.shape).map(
    ([name, column]) => [name, columnReader(column as z.ZodType)] as const,
  )
  readersBySchema.set(schema, readers)
  return readers
}
