import type { Names } from '../catalog/find-names.ts'
import { formatInstant, type Instant } from '../kernel/instant.ts'

/** An instant as responses show it; nothing where there is none. */
export function wireInstant(instant: Instant | null): string | undefined {
  return instant === null ? undefined : formatInstant(instant)
}

/** A product by its id and the name it has now. */
export function writeProduct(id: string, references: Names) {
  return { id, name: references.productName(id) }
}

/** A unit or currency by its id and its name. */
export function writeUnit(id: string, references: Names) {
  return { id, name: references.creditTypeName(id) }
}

/** A list, left out where it is empty. */
export function unlessEmpty<Item>(items: readonly Item[]): Item[] | undefined {
  return items.length > 0 ? [...items] : undefined
}
