import type { Instant } from '../../kernel/instant.ts'
import { parameter, type Sql } from '../../kernel/sql.ts'

/**
 * The lists of instants that the blocks of a query name, as its parameters: written out, the hours of a year would be longer than
 * the text that the engine reads. Each is there once, as the blocks of a contract mostly have the same.
 */
export class InstantLists {
  readonly #lists = new Map<string, { name: string; instants: readonly Instant[] }>()

  /** The parameter that has some instants, in milliseconds since the epoch. */
  of(instants: readonly Instant[]): Sql {
    const key = instants.join()
    const known = this.#lists.get(key)
    const list = known ?? { name: `instants_${this.#lists.size}`, instants }
    if (known === undefined) this.#lists.set(key, list)
    return parameter(list.name, 'Array(Int64)')
  }

  /** How many instants a query names. */
  countIn(query: Sql): number {
    return Object.values(this.usedIn(query)).reduce((sum, instants) => sum + instants.length, 0)
  }

  /** The values of the parameters that a query names. */
  usedIn(query: Sql): Record<string, readonly Instant[]> {
    const used = [...this.#lists.values()].filter(({ name }) => query.text.includes(`{${name}:`))
    return Object.fromEntries(used.map(({ name, instants }) => [name, instants]))
  }
}
