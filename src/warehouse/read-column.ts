import { z } from 'zod'

/** Reads a text, or throws where it is not one that the column may have. */
type ReadText<Value> = (text: string) => Value

const textReaders = new WeakMap<z.ZodType, ReadText<unknown>>()

/** A column of texts that are read as something else; a list of them is read without an object for each. */
export function textColumn<Value>(read: ReadText<Value>): z.ZodType<Value> {
  const column = z.string().transform(read)
  textReaders.set(column, read)
  return column
}

/**
 * Reads a column's values as its schema does. What the schema only looks at stays in the list that was given, and no object
 * is made for each, as the schema makes: a batch of invoices reads hundreds of thousands.
 * @throws ZodError where they are not as the schema says.
 */
export function columnReader(
  column: z.ZodType,
): (values: readonly unknown[], count: number) => readonly unknown[] {
  const list = z.array(column)
  const isAsSaid = plainCheck(column)
  const readText = textReaders.get(column)
  return (values, count) => {
    if (values.length === count) {
      if (isAsSaid !== null && values.every(isAsSaid)) return values
      if (readText !== undefined && values.every(isText)) return values.map(readText)
    }
    return list.parse(values)
  }
}

/** Tells whether a value is as a schema says, where it takes no more than that; null where it takes more. */
function plainCheck(schema: z.core.$ZodType): ((value: unknown) => boolean) | null {
  if (schema instanceof z.ZodString) return hasChecks(schema) ? null : isText
  if (schema instanceof z.ZodNumber) return hasChecks(schema) ? null : Number.isFinite
  if (schema instanceof z.ZodBoolean) return (value) => typeof value === 'boolean'
  if (schema instanceof z.ZodNullable) {
    const isInner = plainCheck(schema.def.innerType)
    return isInner === null ? null : (value) => value === null || isInner(value)
  }
  if (schema instanceof z.ZodArray) {
    const isItem = hasChecks(schema) ? null : plainCheck(schema.def.element)
    return isItem === null ? null : (value) => Array.isArray(value) && value.every(isItem)
  }
  return null
}

function hasChecks({ def }: { def: { checks?: readonly unknown[] | undefined; format?: unknown } }): boolean {
  return (def.checks?.length ?? 0) > 0 || def.format !== undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
